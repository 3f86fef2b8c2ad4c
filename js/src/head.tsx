import type { Connection } from "./bridge/protocol.gen";
import type { Strings } from "./i18n";
import { Icon } from "./ui/icons";
import { useView } from "./view";

/** What this is, and where the photos go. */
export function Head({ title }: { title: string }) {
  const { store, link, strings } = useView();
  const words = strings.value;
  const connection = store.connection.value;
  const { state, remote } = connection;
  const lost = link.lost.value;
  const slow = link.slow.value;
  const shown = lost ? "failed" : slow ? "waiting" : state;
  const text = lost
    ? words.failures.closed
    : slow
      ? words.waitingForKernel
      : store.ready.value
        ? connectionText(connection, words)
        : words.connecting;
  return (
    <header class="nemo-head">
      <h2 class="nemo-title">{store.skill.value?.title || title}</h2>
      <p class={`nemo-connection nemo-connection-${shown}${remote ? " nemo-connection-remote" : ""}`} role="status">
        <span class="nemo-dot" />
        {shown === "ready" && <Icon name={remote ? "cloud" : "lock"} />}
        <span class="nemo-connection-text">{text}</span>
      </p>
    </header>
  );
}

/** In the language of the page, where no more is to be said than the state: Python's follows the conversation. */
function connectionText({ state, label, remote }: Connection, words: Strings): string {
  if (state === "connecting") return remote ? words.connecting : words.startingEngine;
  return state === "ready" && !remote ? words.onThisMachine : (label ?? "");
}
