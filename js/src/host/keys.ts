/** What is typed, pasted or dropped into the widget is not the notebook's business. */
const EVENTS = ["keydown", "keypress", "keyup", "paste", "copy", "cut", "contextmenu"] as const;

export function keepFromHost(root: HTMLElement, until: AbortSignal): void {
  root.dataset.lmSuppressShortcuts = "true"; // JupyterLab listens before we can stop anything
  for (const name of EVENTS) root.addEventListener(name, (event) => event.stopPropagation(), { signal: until });
}
