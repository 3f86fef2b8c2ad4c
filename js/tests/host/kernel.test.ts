import { expect, test } from "vitest";
import { watchKernel } from "../../src/host/kernel";
import { Comm } from "../comm";

class Heard<T> {
  readonly slots = new Set<(sender: unknown, value: T) => void>();
  connect = (slot: (sender: unknown, value: T) => void) => this.slots.add(slot);
  disconnect = (slot: (sender: unknown, value: T) => void) => this.slots.delete(slot);
  emit(value: T): void {
    for (const slot of this.slots) slot(this, value);
  }
}

test("the ends of the kernel that JupyterLab tells of", () => {
  const statusChanged = new Heard<string>();
  const end = new AbortController();
  const comm = Object.assign(new Comm(), { widget_manager: { kernel: { statusChanged } } });
  let ends = 0;
  watchKernel(comm, { ended: () => ends++, found: () => undefined }, end.signal);
  for (const status of ["busy", "idle", "unknown", "starting"]) statusChanged.emit(status);
  expect(ends).toBe(0);
  statusChanged.emit("autorestarting");
  expect(ends).toBe(1);
  comm.trigger("comm:close");
  comm.trigger("comm_live_update");
  expect(ends).toBe(3);
  end.abort();
  expect([statusChanged.slots.size, comm.listening]).toEqual([0, 0]);
});

test("a host without a kernel, or with a manager that is closed, is no fault", () => {
  const closed = {
    get kernel(): never {
      throw new Error("disposed");
    },
  };
  for (const widget_manager of [undefined, null, {}, { kernel: null }, closed]) {
    const comm = Object.assign(new Comm(), { widget_manager });
    watchKernel(comm, { ended: () => undefined, found: () => undefined }, new AbortController().signal);
  }
});

test("a connection that was cut and is there again", () => {
  const connectionStatusChanged = new Heard<string>();
  const comm = Object.assign(new Comm(), { widget_manager: { kernel: { connectionStatusChanged } } });
  let found = 0;
  watchKernel(comm, { ended: () => undefined, found: () => found++ }, new AbortController().signal);
  for (const status of ["connected", "connecting", "disconnected", "connecting", "connected", "connected"]) {
    connectionStatusChanged.emit(status);
  }
  expect(found).toBe(1);
});
