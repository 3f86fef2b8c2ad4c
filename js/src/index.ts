/** The anywidget entry: one call of `render` is one view. */
import type { RenderProps } from "@anywidget/types";
import type { Model, Traits } from "./bridge/link";
import { mount } from "./mount";
import "./style/tokens.css";
import "./style/base.css";
import "./style/desk.css";
import "./style/chat.css";
import "./style/welcome.css";
import "./style/bin.css";
import "./style/stage.css";
import "./style/export.css";
import "./style/timeline.css";
import "./style/clip.css";

function render({ model, el, signal }: Partial<RenderProps<Traits>> & Pick<RenderProps<Traits>, "model" | "el">) {
  const end = new AbortController();
  signal?.addEventListener("abort", () => end.abort());
  mount(model as unknown as Model, el, end.signal, import.meta.url);
  return () => end.abort();
}

export default { render };
