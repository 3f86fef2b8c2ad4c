/** Files dropped or pasted anywhere on the widget, and links pasted outside of the message box. */
import { type ReadonlySignal, signal } from "@preact/signals";

export interface Takers {
  files(files: File[]): void;
  urls(urls: string[]): void;
}

/** Returns whether something that could be dropped is over `root` now. */
export function takeDrops(root: HTMLElement, { files, urls }: Takers, until: AbortSignal): ReadonlySignal<boolean> {
  const over = signal(false);
  let depth = 0; // dragenter and dragleave come for every element inside, too
  const listen = <K extends keyof HTMLElementEventMap>(name: K, handle: (event: HTMLElementEventMap[K]) => void) =>
    root.addEventListener(name, handle, { signal: until });
  const claims = (event: DragEvent) => {
    const wanted = event.dataTransfer?.types.includes("Files") ?? false;
    if (wanted) {
      event.preventDefault();
      event.stopPropagation();
    }
    return wanted;
  };
  listen("dragenter", (event) => {
    if (claims(event)) over.value = ++depth > 0;
  });
  listen("dragover", (event) => {
    if (claims(event) && event.dataTransfer) event.dataTransfer.dropEffect = "copy";
  });
  listen("dragleave", (event) => {
    if (!claims(event)) return;
    depth = Math.max(0, depth - 1);
    over.value = depth > 0;
  });
  listen("drop", (event) => {
    depth = 0;
    over.value = false;
    if (claims(event)) files([...(event.dataTransfer?.files ?? [])]);
  });
  listen("paste", (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    const typing = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement;
    const links = typing ? [] : webAddresses(event.clipboardData?.getData("text/plain") ?? "");
    if (pasted.length) files(pasted);
    else if (links.length) urls(links);
    else return;
    event.preventDefault();
  });
  return over;
}

/** The lines of a text if all of them are http(s) addresses. */
export function webAddresses(text: string): string[] {
  const lines = text.split(/\s+/).filter(Boolean);
  return lines.every((line) => /^https?:\/\/\S+$/i.test(line)) ? lines : [];
}
