import { useEffect, useRef } from "preact/hooks";
import { Button } from "../ui/button";
import { Icon } from "../ui/icons";
import { sentenceOf } from "../ui/sentence";
import { useView } from "../view";
import { type Entry, entriesOf } from "./entries";
import { FilePicker } from "./files";
import { Tile } from "./tile";
import type { Transfers } from "./transfers";

/** More failures than these are counted, and can be dismissed together. */
const SEEN_AT_ONCE = 2;

/** The media that are here or on their way. */
export function MediaStrip() {
  const { store, transfers, strings } = useView();
  const words = strings.value;
  const entries = entriesOf(store.media.value, transfers.list.value, transfers.dismissed.value);
  const strip = useRef<HTMLDivElement>(null);
  const newest = transfers.list.value.at(-1)?.key;
  useEffect(() => {
    if (newest !== undefined && strip.current) strip.current.scrollLeft = strip.current.scrollWidth;
  }, [newest]);
  return (
    <div class="nemo-strip" ref={strip}>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari forgets that a list without bullets is one */}
      <ul class="nemo-tiles" role="list" aria-label={words.media}>
        {entries
          .filter(({ failed }) => !failed)
          .map((entry) => (
            <Tile key={entry.key} entry={entry} />
          ))}
      </ul>
      <FilePicker class="nemo-add">
        <span class="nemo-add-box">
          <Icon name="plus" />
          {words.add}
        </span>
      </FilePicker>
    </div>
  );
}

/** Why some files are not here. However many they are, they leave room for everything else. */
export function FailedFiles() {
  const { store, transfers, strings } = useView();
  const words = strings.value;
  const entries = entriesOf(store.media.value, transfers.list.value, transfers.dismissed.value);
  const failed = entries.filter((entry) => entry.failed);
  if (failed.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <div class="nemo-failures" role="group" aria-label={words.failedFiles} tabIndex={0}>
      {failed.length > SEEN_AT_ONCE && (
        <div class="nemo-failures-head">
          <span>{words.failedCount(failed.length)}</span>
          <Button name={words.dismissAll} kind="small" onClick={() => failed.map((entry) => dismiss(entry, transfers))}>
            {words.dismissAll}
          </Button>
        </div>
      )}
      {failed.map((entry) => (
        <FailedFile key={entry.key} entry={entry} />
      ))}
    </div>
  );
}

function FailedFile({ entry }: { entry: Entry }) {
  const { transfers, strings } = useView();
  const words = strings.value;
  const { transfer, item, name } = entry;
  return (
    <div class="nemo-failed" role="alert">
      <Icon name="warning" />
      <span>{item?.error ?? sentenceOf(transfer?.error, words)}</span>
      {transfer && (
        <Button
          name={words.retryUpload(name)}
          icon="retry"
          kind="quiet"
          onClick={() => transfers.retry(transfer.key)}
        />
      )}
      <Button name={words.dismissFile(name)} icon="close" kind="quiet" onClick={() => dismiss(entry, transfers)} />
    </div>
  );
}

function dismiss({ transfer, item }: Entry, transfers: Transfers): void {
  if (transfer) transfers.cancel(transfer.key);
  else if (item) transfers.dismiss(item.id);
}
