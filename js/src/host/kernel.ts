/** What the host tells of the kernel's end. No host has to: whatever is missing here is simply not heard of. */
import type { Model } from "../bridge/link";

interface Heard<T> {
  connect(slot: (sender: unknown, value: T) => void): unknown;
  disconnect(slot: (sender: unknown, value: T) => void): unknown;
}

/** The part of JupyterLab's widget manager that knows the kernel. */
interface Manager {
  kernel?: {
    statusChanged?: Heard<string>;
    connectionStatusChanged?: Heard<string>;
    disposed?: Heard<unknown>;
  } | null;
}

const ENDS = new Set(["restarting", "autorestarting", "terminating", "dead"]);

/**
 * Calls `ended` when the model's comm or its kernel ends, and `found` when a connection that was cut is there again,
 * until `until` is aborted.
 */
export function watchKernel(
  model: Model,
  { ended, found }: { ended: () => void; found: () => void },
  until: AbortSignal,
): void {
  // ipywidgets' own: the first when its manager lets go of the kernel, the second when Python closes the widget
  for (const name of ["comm_live_update", "comm:close"]) {
    model.on(name, ended);
    until.addEventListener("abort", () => model.off(name, ended));
  }
  const { statusChanged, connectionStatusChanged, disposed } = kernelOf(model) ?? {};
  let isCut = false;
  const onConnection = (_: unknown, status: string) => {
    if (status !== "connected") isCut = true;
    else if (isCut) {
      isCut = false;
      found();
    }
  };
  const onStatus = (_: unknown, status: string) => {
    if (ENDS.has(status)) ended();
  };
  statusChanged?.connect?.(onStatus);
  connectionStatusChanged?.connect?.(onConnection);
  disposed?.connect?.(ended);
  until.addEventListener("abort", () => {
    statusChanged?.disconnect?.(onStatus);
    connectionStatusChanged?.disconnect?.(onConnection);
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
