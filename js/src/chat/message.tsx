import type { Signal } from "@preact/signals";
import type { ChatMessage } from "../bridge/protocol.gen";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { Icon } from "../ui/icons";
import { memo } from "../ui/memo";
import { sentenceOf } from "../ui/sentence";
import { useView } from "../view";
import { Link, Markdown } from "./markdown";
import type { Pending } from "./outbox";

interface Props {
  message: Signal<ChatMessage>;
  /** Whether it shows what can be done with it. */
  active: boolean;
}

/** One message. It redraws alone when its own text grows. */
export const Message = memo(function Message({ message, active }: Props) {
  const { outbox, composing, strings } = useView();
  const { id, role, text, done, queued, link } = message.value;
  const words = strings.value;
  if (outbox.withdrawn.value.has(id) || (!text && !link)) return null;
  const edit = () => {
    if (queued) outbox.withdraw(id);
    composing.edit(text);
  };
  const speaker = { user: words.you, assistant: words.assistant, notice: words.assistant, error: words.error }[role];
  return (
    <article class={`nemo-message nemo-message-${role}`} aria-busy={!done} aria-label={speaker} data-message={id}>
      {role === "error" && <Icon name="warning" />}
      <div class="nemo-message-text">
        {role === "user" ? text : <Markdown text={text} />}
        {link && (
          <p>
            <Link to={link} label={link} otherwise={link} />
          </p>
        )}
      </div>
      {active && done && (
        <div class="nemo-message-tools">
          {role === "user" && <Button name={words.edit} icon="pencil" kind="quiet" onClick={edit} />}
          <CopyButton name={words.copy} done={words.copied} text={text} />
        </div>
      )}
      {queued && (
        <div class="nemo-message-foot nemo-message-queued">
          <span>{words.queued}</span>
          <Button name={words.withdraw} kind="small" onClick={() => outbox.withdraw(id)}>
            {words.withdraw}
          </Button>
        </div>
      )}
    </article>
  );
});

/** A message that Python has not confirmed yet. */
export function PendingMessage({ pending }: { pending: Pending }) {
  const { outbox, strings } = useView();
  const words = strings.value;
  return (
    <article class="nemo-message nemo-message-user nemo-message-pending" aria-label={words.you}>
      <div class="nemo-message-text">{pending.text}</div>
      {pending.error !== null && (
        <div class="nemo-message-foot" role="alert">
          <span class="nemo-error-text">{sentenceOf(pending.error, words)}</span>
          <span class="nemo-message-choice">
            <Button name={words.retry} kind="small" onClick={() => outbox.retry(pending.key)}>
              {words.retry}
            </Button>
            <Button name={words.dismiss} kind="small" onClick={() => outbox.drop(pending.key)}>
              {words.dismiss}
            </Button>
          </span>
        </div>
      )}
    </article>
  );
}
