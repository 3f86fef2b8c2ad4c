import { useRef } from "preact/hooks";
import type { Button as Suggestion } from "../bridge/protocol.gen";
import { useView } from "../view";

/** Whether pictures have come since the last message that the timeline does not hold. */
function useUnusedFiles(messages: number): boolean {
  const { store, arrangement } = useView();
  const known = useRef({ messages: -1, files: new Set<string>() });
  const media = store.media.value;
  if (known.current.messages !== messages) known.current = { messages, files: new Set(media.map(({ id }) => id)) };
  const { clips } = arrangement;
  if (clips.length === 0) return false;
  const used = new Set(clips.map(({ source }) => source));
  return media.some(
    ({ id, hash, status, kind }) =>
      status === "ready" && kind !== "audio" && !known.current.files.has(id) && !used.has(hash ?? null),
  );
}

/** Things to say, one click each: the skill's examples at first, later the next steps that the last answer offers. */
export function Suggestions() {
  const { store, outbox, strings } = useView();
  const words = strings.value;
  const messages = store.messages.value;
  const unused = useUnusedFiles(messages.length);
  if (store.running.value || outbox.pending.length > 0) return null;
  const last = messages.at(-1)?.value;
  const isFirst = messages.length === 0;
  const offered: readonly Suggestion[] = isFirst
    ? (store.skill.value?.examples ?? []).map((say) => ({ label: say, say }))
    : [...(unused ? [{ label: words.addNew, say: words.sayAddNew }] : []), ...(last?.next_steps ?? [])];
  if (offered.length === 0) return null;
  return (
    <div class="nemo-suggestions" role="group" aria-label={isFirst ? words.examples : words.suggestions}>
      {offered.map(({ label, say }) => (
        <button
          type="button"
          key={`${label}:${say}`}
          class="nemo-suggestion"
          aria-label={words.suggestion(label)}
          onClick={() => void outbox.send(say)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
