/**
 * Whether a key press in the message box sends the message: Enter without Shift, and never an Enter that confirms what
 * an input method composes (Safari ends the composition first and tells only by key code 229).
 */
export function sends(event: Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing" | "keyCode">): boolean {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}
