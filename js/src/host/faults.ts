import { type Signal, signal } from "@preact/signals";

/** The last error of `script`'s own that nothing has caught. Errors of the host and of other widgets are not ours. */
export function watchFaults(document: Document, script: string, until: AbortSignal): Signal<Error | null> {
  const last = signal<Error | null>(null);
  const heard = (error: unknown) => {
    if (script && error instanceof Error && error.stack?.includes(script)) last.value = error;
  };
  const window = document.defaultView;
  window?.addEventListener("error", ({ error }) => heard(error), { signal: until });
  window?.addEventListener("unhandledrejection", ({ reason }) => heard(reason), { signal: until });
  return last;
}
