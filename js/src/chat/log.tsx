import { Button } from "../ui/button";
import { useView } from "../view";
import { Message, PendingMessage } from "./message";
import { useStickToEnd } from "./scroll";

export function Log({ intro }: { intro: string }) {
  const { store, outbox, strings } = useView();
  const { ref, atEnd, toEnd } = useStickToEnd<HTMLDivElement>();
  const { pending } = outbox;
  const words = strings.value;
  const empty = store.messages.value.length + pending.length === 0;
  return (
    <div class={`nemo-log-frame${empty ? " nemo-log-empty" : ""}`}>
      {empty && intro && <p class="nemo-intro">{intro}</p>}
      <div class="nemo-log" role="log" aria-label={words.chat} tabIndex={empty ? -1 : 0} ref={ref}>
        {store.messages.value.map((message) => (
          <Message key={message.peek().id} message={message} />
        ))}
        {pending.map((one) => (
          <PendingMessage key={`pending-${one.key}`} pending={one} />
        ))}
      </div>
      {!atEnd && !empty && (
        <div class="nemo-log-newest">
          <Button name={words.toNewest} icon="down" onClick={toEnd} />
        </div>
      )}
    </div>
  );
}
