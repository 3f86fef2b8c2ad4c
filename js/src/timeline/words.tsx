import { useLayoutEffect, useRef } from "preact/hooks";
import type { TimelineClip } from "../bridge/protocol.gen";
import { useView } from "../view";

const LONGEST = 500;

/** A text's words, changed where they stand: Enter or leaving keeps them, Escape doesn't. */
export function Words({ clip }: { clip: TimelineClip }) {
  const { arrangement, strings } = useView();
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  const leave = (keep: boolean) => {
    if (arrangement.editing.peek() !== clip.id) return;
    const words = field.current?.value.trim() ?? "";
    arrangement.editing.value = null;
    if (keep && words && words !== clip.name && arrangement.find(clip.id))
      arrangement.do({ kind: "words", text: clip.id, words });
  };
  return (
    <input
      ref={field}
      class="nemo-words"
      type="text"
      maxLength={LONGEST}
      aria-label={strings.value.editWords}
      defaultValue={clip.name}
      onBlur={() => leave(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
        event.preventDefault();
        leave(event.key === "Enter");
        arrangement.focused.value = { clip: clip.id };
      }}
    />
  );
}
