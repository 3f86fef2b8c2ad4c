import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { MediaItem } from "../bridge/protocol.gen";
import type { Strings } from "../i18n";
import { Button } from "../ui/button";
import { clock, size } from "../ui/format";
import { sentenceOf } from "../ui/sentence";
import { useView } from "../view";

/** The card of the file that was opened: what it is, its name, its place, and the way out. */
export function FileCard() {
  const { bin, store } = useView();
  const item = store.media.value.find(({ id }) => id === bin.opened.value);
  return item ? <Card key={item.id} item={item} /> : null;
}

function Card({ item }: { item: MediaItem }) {
  const { arrangement, bin, store, strings } = useView();
  const words = strings.value;
  const canBeUsed = arrangement.clips.length > 0 && Boolean(item.hash);
  const name = useSignal(item.name);
  const error = useSignal<unknown>(null);
  const box = useRef<HTMLDivElement>(null);
  const place = store.media.value.indexOf(item);
  const wanted = name.value.trim();
  useEffect(() => box.current?.querySelector("input")?.focus(), []);
  const close = () => {
    const tile = box.current?.parentElement?.querySelector<HTMLElement>(`[data-media="${item.id}"]`);
    bin.opened.value = null;
    tile?.focus();
  };
  const rename = async () => {
    try {
      await bin.rename(item.id, wanted);
      close();
    } catch (failure) {
      error.value = failure;
    }
  };
  return (
    <div
      ref={box}
      class="nemo-card"
      role="group"
      aria-label={words.file(item.name)}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <form
        class="nemo-card-row"
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted && wanted !== item.name) void rename();
        }}
      >
        <input
          class="nemo-input"
          type="text"
          aria-label={words.fileName}
          aria-invalid={error.value !== null}
          value={name.value}
          maxLength={120}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
        <Button name={words.rename} kind="small" disabled={!wanted || wanted === item.name} submit>
          {words.rename}
        </Button>
      </form>
      {error.value !== null && (
        <p class="nemo-error-text" role="alert">
          {sentenceOf(error.value, words)}
        </p>
      )}
      <div class="nemo-card-row nemo-card-tools">
        <span class="nemo-card-facts">{factsOf(item, words)}</span>
        {canBeUsed && (
          <Button
            name={item.kind === "audio" ? words.useAsMusic : words.addToTimeline}
            kind="small"
            onClick={() => {
              arrangement.append(item);
              close();
            }}
          >
            {item.kind === "audio" ? words.useAsMusic : words.addToTimeline}
          </Button>
        )}
        <Button
          name={words.moveLeft}
          icon="left"
          kind="quiet"
          disabled={place <= 0}
          onClick={() => bin.shift(item.id, -1)}
        />
        <Button
          name={words.moveRight}
          icon="right"
          kind="quiet"
          disabled={place >= store.media.value.length - 1}
          onClick={() => bin.shift(item.id, 1)}
        />
        <Button name={words.remove} icon="trash" kind="quiet" onClick={() => bin.remove(item.id)} />
        <Button name={words.close} icon="close" kind="quiet" onClick={close} />
      </div>
    </div>
  );
}

function factsOf({ kind, size_bytes, width, height, duration_s }: MediaItem, words: Strings): string {
  return [
    words.kinds[kind ?? "image"],
    size_bytes > 0 && size(size_bytes),
    width && height && `${width} × ${height}`,
    duration_s && clock(duration_s * 1000),
  ]
    .filter(Boolean)
    .join(" · ");
}
