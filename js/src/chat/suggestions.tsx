import type { Button as Suggestion } from "../bridge/protocol.gen";
import { useView } from "../view";

/** Things to say, one click each: the skill's examples at first, later the next steps that the last answer offers. */
export function Suggestions() {
  const { store, outbox, strings } = useView();
  const words = strings.value;
  const messages = store.messages.value;
  if (store.running.value || outbox.pending.length > 0) return null;
  const last = messages.at(-1)?.value;
  const isFirst = messages.length === 0;
  const offered: readonly Suggestion[] = isFirst
    ? (store.skill.value?.examples ?? []).map((say) => ({ label: say, say }))
    : (last?.next_steps ?? []);
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
