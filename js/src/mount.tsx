import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app";
import { takeDrops } from "./bin/drop";
import type { Model } from "./bridge/link";
import { Fault } from "./fault";
import { keepFromHost } from "./host/keys";
import { createView, ViewContext } from "./view";

/** Puts a view into `element` until `until` is aborted; nothing of it is left then. */
export function mount(model: Model, element: HTMLElement, until: AbortSignal, script?: string): void {
  const root = element.appendChild(document.createElement("div"));
  root.className = "nemo-widget";
  const view = createView(model, document, until, script);
  keepFromHost(root, until);
  const dropping = takeDrops(root, { files: (files) => view.transfers.add(files), urls: view.addUrls }, until);
  const stop = effect(() => {
    root.dataset.theme = view.theme.value;
    root.dataset.host = view.hostGround.value ? view.host : "plain";
    root.lang = view.language.value;
  });
  function Root() {
    return (
      <ViewContext.Provider value={view}>
        <Fault strings={view.strings.value}>
          <App title={model.get("skill_title") ?? ""} dropping={dropping} />
        </Fault>
      </ViewContext.Provider>
    );
  }
  render(<Root />, root);
  until.addEventListener("abort", () => {
    stop();
    render(null, root);
    root.remove();
  });
}
