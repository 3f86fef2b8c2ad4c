/**
 * The inside of a notebook's output frame, as Colab and VS Code have one: ipywidgets' own manager and anywidget's own
 * front end, whose comms go by `postMessage` through the page around the frame.
 */
import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";

type Classes = Record<string, typeof base.WidgetModel | typeof base.WidgetView>;
/** A message of the kernel, its buffers beside it. */
interface Published {
  msg_type: string;
  content: { comm_id: string; data: Record<string, unknown> };
  metadata: Record<string, unknown>;
  buffers: ArrayBuffer[];
}

class Comm implements base.IClassicComm {
  readonly target_name = "jupyter.widget";
  onMessage: (message: Published) => void = () => undefined;
  onClose: (message: Published) => void = () => undefined;

  constructor(readonly comm_id: string) {}

  open(): string {
    return "";
  }
  close(): string {
    return "";
  }
  send(data: unknown, _callbacks?: unknown, _metadata?: unknown, buffers: (ArrayBuffer | ArrayBufferView)[] = []) {
    parent.postMessage({ comm_id: this.comm_id, data, buffers }, "*");
    return "";
  }
  on_msg(heard: (message: never) => void): void {
    this.onMessage = heard as typeof this.onMessage;
  }
  on_close(heard: (message: never) => void): void {
    this.onClose = heard as typeof this.onClose;
  }
}

class Manager extends ManagerBase {
  readonly comms = new Map<string, Comm>();

  override async loadClass(className: string, moduleName: string) {
    const classes = moduleName === "anywidget" ? await anywidget() : (base as unknown as Classes);
    const found = classes[className];
    if (!found) throw new Error(`There is no ${className} in ${moduleName}.`);
    return found;
  }

  override async _create_comm(): Promise<base.IClassicComm> {
    throw new Error("This host opens no comms.");
  }

  override async _get_comm_info() {
    return {};
  }
}

let loaded: Promise<Classes> | undefined;

/** anywidget's front end: an AMD module of one dependency. */
function anywidget(): Promise<Classes> {
  loaded ??= new Promise((resolve, reject) => {
    Object.assign(window, { define: (_: string[], make: (widgets: typeof base) => Classes) => resolve(make(base)) });
    const script = document.createElement("script");
    script.src = "anywidget.js";
    script.onerror = reject;
    document.head.append(script);
  });
  return loaded;
}

const manager = new Manager();

async function take(message: Published): Promise<void> {
  const buffers = message.buffers.map((buffer) => new DataView(buffer));
  const { comm_id, data } = message.content;
  if (message.msg_type === "comm_open") {
    const comm = new Comm(comm_id);
    manager.comms.set(comm_id, comm);
    await manager.handle_comm_open(comm, { ...message, buffers } as never);
  } else if (message.msg_type === "comm_msg") {
    manager.comms.get(comm_id)?.onMessage({ ...message, buffers } as never);
  } else if (message.msg_type === "comm_close") {
    manager.comms.get(comm_id)?.onClose({ ...message, buffers } as never);
  } else {
    const shown = data["application/vnd.jupyter.widget-view+json"] as { model_id: string } | undefined;
    if (!shown) return;
    const view = await manager.create_view(await manager.get_model(shown.model_id));
    document.getElementById("output")?.append(view.el);
  }
}

let last = Promise.resolve();
window.addEventListener("message", ({ data, source }) => {
  if (source === parent) last = last.then(() => take(data as Published)).catch((error) => console.error(error));
});
parent.postMessage("ready", "*");
