/** Puts text on the clipboard, on plain http too, where `navigator.clipboard` is missing. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = document.body.appendChild(document.createElement("textarea"));
    box.value = text;
    box.style.cssText = "position:fixed;opacity:0";
    const before = document.activeElement;
    box.select();
    document.execCommand("copy");
    box.remove();
    if (before instanceof HTMLElement) before.focus();
  }
}
