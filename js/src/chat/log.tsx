import { useSignal } from "@preact/signals";
import { Button } from "../ui/button";
import { useView } from "../view";
import { Message, PendingMessage } from "./message";
import { useStickToEnd } from "./scroll";

export function Log({ intro }: { intro: string }) {
  const { store, outbox, strings } = useView();
  const { ref, atEnd, toEnd } = useStickToEnd<HTMLDivElement>();
  /** The message that the pointer or the arrow keys are at: of thousands only this one has buttons. */
  const pointed = useSignal<string | null>(null);
  const { pending } = outbox;
  const words = strings.value;
  const messages = store.messages.value;
  const empty = messages.length + pending.length === 0;
  const active = pointed.value ?? messages.findLast((message) => message.peek().role === "user")?.peek().id;
  const step = (by: number) => {
    const ids = messages.map((message) => message.peek().id);
    const from = active === undefined ? ids.length : ids.indexOf(active);
    const next = ids[Math.min(Math.max(0, from + by), ids.length - 1)];
    if (next === undefined) return;
    pointed.value = next;
    ref.current?.querySelector(`[data-message="${next}"]`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <div class={`nemo-log-frame${empty ? " nemo-log-empty" : ""}`}>
      {empty && intro && <p class="nemo-intro">{intro}</p>}
      <div
        class="nemo-log"
        role="log"
        aria-label={words.chat}
        tabIndex={empty ? -1 : 0}
        ref={ref}
        onPointerOver={({ target }) => {
          const over = (target as Element).closest<HTMLElement>("[data-message]");
          if (over?.dataset.message) pointed.value = over.dataset.message;
        }}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget || !event.altKey) return;
          if (event.key === "ArrowUp") step(-1);
          else if (event.key === "ArrowDown") step(1);
          else return;
          event.preventDefault();
        }}
      >
        {messages.map((message) => {
          const { id } = message.peek();
          return <Message key={id} message={message} active={id === active} />;
        })}
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
