/** What the host tells of the kernel's end. No host has to: whatever is missing here is simply not heard of. */
import type { Model } from "../bridge/link";

interface Heard<T> {
  connect(slot: (sender: unknown, value: T) => void): unknown;
  disconnect(slot: (sender: unknown, value: T) => void): unknown;
}

/** The part of JupyterLab's widget manager that knows the kernel. */
interface Manager {
  kernel?: { statusChanged?: Heard<string>; disposed?: Heard<unknown> } | null;
}

const ENDS = new Set(["restarting", "autorestarting", "terminating", "dead"]);

/** Calls `ended` when the model's comm or its kernel ends, until `until` is aborted. */
export function watchKernel(model: Model, ended: () => void, until: AbortSignal): void {
  // ipywidgets' own: the first when its manager lets go of the kernel, the second when Python closes the widget
  for (const name of ["comm_live_update", "comm:close"]) {
    model.on(name, ended);
    until.addEventListener("abort", () => model.off(name, ended));
  }
  const { statusChanged, disposed } = kernelOf(model) ?? {};
  const onStatus = (_: unknown, status: string) => {
    if (ENDS.has(status)) ended();
  };
  statusChanged?.connect?.(onStatus);
  disposed?.connect?.(ended);
  until.addEventListener("abort", () => {
    statusChanged?.disconnect?.(onStatus);
    disposed?.disconnect?.(ended);
  });
}

function kernelOf(model: Model): Manager["kernel"] {
  try {
    return (model.widget_manager as Manager | undefined)?.kernel;
  } catch {
    return undefined; // a manager that has been closed itself
  }
}
