import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../ui/button";
import { useView } from "../view";
import { sends } from "./keys";

export function Composer() {
  const { bin, store, composing, strings, say, stop } = useView();
  const { text, called } = composing;
  const box = useRef<HTMLTextAreaElement>(null);
  const words = strings.value;

  useLayoutEffect(() => {
    if (box.current) grow(box.current);
  }, [text.value]);

  useLayoutEffect(() => {
    if (called.value > 0) box.current?.focus();
  }, [called.value]);

  const send = () => {
    const wanted = text.value.trim();
    if (!wanted) return;
    text.value = "";
    bin.opened.value = null;
    say(wanted);
    box.current?.focus();
  };

  const recall = () => {
    const mine = store.messages.value.filter(({ value }) => value.role === "user");
    text.value = mine.at(-1)?.value.text ?? "";
  };

  return (
    <form
      class="nemo-composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={box}
        class="nemo-composer-box"
        aria-label={words.message}
        placeholder={words.messageHint}
        rows={1}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (sends(event)) {
            event.preventDefault();
            send();
          } else if (event.key === "ArrowUp" && !text.value && !event.isComposing) {
            event.preventDefault();
            recall();
          }
        }}
      />
      {store.running.value && <Button name={words.stop} icon="stop" filled onClick={stop} />}
      <Button name={words.send} icon="send" kind="primary" disabled={!text.value.trim()} onClick={send} />
    </form>
  );
}

/** Makes the box as high as its text, where the style sheet cannot. */
function grow(box: HTMLTextAreaElement): void {
  if (typeof CSS === "undefined" || CSS.supports?.("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}
