import { vi } from "vitest";

/** Waits for a condition, and patiently: a shared machine may be slow. */
export function waitFor<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 30_000 });
}
