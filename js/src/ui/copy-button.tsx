import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "./button";
import { copy } from "./clipboard";

const SHOWN_MS = 1_500;

interface Props {
  name: string;
  /** What it is called for a moment after it was pressed. */
  done: string;
  text: string;
  labelled?: boolean;
}

export function CopyButton({ name, done, text, labelled = false }: Props) {
  const copied = useSignal(false);
  useEffect(() => {
    if (!copied.value) return;
    const timer = setTimeout(() => {
      copied.value = false;
    }, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied.value]);
  const shown = copied.value ? done : name;
  return (
    <Button
      name={shown}
      icon={copied.value ? "check" : "copy"}
      kind={labelled ? "small" : "quiet"}
      onClick={() => {
        copied.value = true;
        void copy(text);
      }}
    >
      {labelled ? shown : undefined}
    </Button>
  );
}
