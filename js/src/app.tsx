import { type ReadonlySignal, useSignal } from "@preact/signals";
import { Chat } from "./chat/chat";
import { FaultLine } from "./fault";
import { Head } from "./head";
import { Stage } from "./player/stage";
import { TimelinePanel } from "./timeline/timeline";
import { Button } from "./ui/button";
import { sentenceOf } from "./ui/sentence";
import { useView } from "./view";

/** The whole desk. */
export function App({ title, dropping }: { title: string; dropping: ReadonlySignal<boolean> }) {
  const { store, transfers, outbox, arrangement, failure, faults, strings } = useView();
  const words = strings.value;
  const hadTimeline = useSignal(false);
  if (arrangement.tracks.value.length > 0) hadTimeline.value = true;

  const used =
    store.messages.value.length > 0 ||
    outbox.pending.length > 0 ||
    transfers.list.value.length > 0 ||
    store.media.value.some(({ id }) => !transfers.dismissed.value.has(id));
  const layout = used ? (hadTimeline.value ? "nemo-whole" : "nemo-begun") : "nemo-empty";
  return (
    <div class={`nemo-desk ${layout}`}>
      <Head title={title} />
      {failure.value !== null && (
        <div class="nemo-failure" role="alert">
          <span>{sentenceOf(failure.value, words)}</span>
          <Button
            name={words.dismiss}
            icon="close"
            kind="quiet"
            onClick={() => {
              failure.value = null;
            }}
          />
        </div>
      )}
      {faults.value !== null && (
        <FaultLine
          error={faults.value}
          strings={words}
          over={words.dismiss}
          onOver={() => {
            faults.value = null;
          }}
        />
      )}
      {store.ready.value ? (
        <>
          <Chat empty={!used} />
          {used && <Stage />}
          {hadTimeline.value && <TimelinePanel />}
        </>
      ) : (
        <div class="nemo-waiting" aria-busy="true" />
      )}
      {dropping.value && <div class="nemo-drop-overlay">{words.dropNow}</div>}
    </div>
  );
}
