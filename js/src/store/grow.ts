/**
 * The text after `added` has come at `offset` (UTF-16 units, as JavaScript counts). What is there already is taken
 * once; undefined when something before it is missing, or differs.
 */
export function grow(text: string, offset: number, added: string): string | undefined {
  if (offset > text.length) return undefined;
  const overlap = text.length - offset;
  if (overlap === 0) return text + added;
  if (added.length <= overlap) return text.startsWith(added, offset) ? text : undefined;
  return added.startsWith(text.slice(offset)) ? text.slice(0, offset) + added : undefined;
}
