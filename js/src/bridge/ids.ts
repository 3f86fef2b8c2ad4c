/** A random name for a view. Not `crypto.randomUUID`, which is missing on plain http. */
export function newViewId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `nemo-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
