import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Connection, Credits } from "./bridge/protocol.gen";
import type { Strings } from "./i18n";
import { Icon } from "./ui/icons";
import { useView } from "./view";

/** What a remote back end lets one spend, asked for anew after each turn. */
function CreditsLeft() {
  const { store, link, strings, language, until } = useView();
  const credits = useSignal<Credits | null>(null);
  const ready = store.connection.value.state === "ready" && !store.running.value;
  useEffect(() => {
    if (!ready) return;
    link
      .call<Credits>("credits", {}, { signal: until, long: true })
      .then(({ result }) => {
        credits.value = result.unlimited ? null : result;
      })
      .catch(() => undefined); // not every back end counts
  }, [ready]);
  if (!credits.value) return null;
  const amount = new Intl.NumberFormat(language.value, { maximumFractionDigits: 0 }).format(credits.value.available);
  return <p class="nemo-credits">{strings.value.credits(amount)}</p>;
}

/** What this is, and where the photos go. */
export function Head({ title }: { title: string }) {
  const { store, link, strings } = useView();
  const words = strings.value;
  const connection = store.connection.value;
  const { state, remote } = connection;
  const leaves = remote || connection.language_model !== "";
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
    <div class="nemo-head">
      <h2 class="nemo-title">{store.skill.value?.title || title}</h2>
      {remote && <CreditsLeft />}
      <p class={`nemo-connection nemo-connection-${shown}${leaves ? " nemo-connection-remote" : ""}`} role="status">
        <span class="nemo-dot" />
        {shown === "ready" && leaves && <Icon name="cloud" />}
        <span class="nemo-connection-text">{text}</span>
      </p>
    </div>
  );
}

/** In the language of the page, where no more is to be said than the state: Python's follows the conversation. */
function connectionText({ state, label, remote, host, language_model }: Connection, words: Strings): string {
  if (state === "connecting") return remote ? words.connecting : words.startingEngine;
  if (state === "failed") return words.notConnected;
  if (state !== "ready") return label;
  if (language_model) return words.readBy(remote ? host : null, language_model);
  return remote ? words.sentTo(host) : words.onThisMachine;
}
