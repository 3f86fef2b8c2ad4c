import { useSignal } from "@preact/signals";
import { size } from "../ui/format";
import { Icon } from "../ui/icons";
import { Ring } from "../ui/ring";
import { useView } from "../view";
import { type Entry, sourceOf } from "./entries";

const DRAGGED = "application/x-nemo-media";

/** One file: its picture, how far it has come, and the way to its card. */
export function Tile({ entry }: { entry: Entry }) {
  const { bin, pictures, transfers, strings } = useView();
  const over = useSignal<"before" | "after" | null>(null);
  const words = strings.value;
  const { item, transfer, name } = entry;
  const picture = pictures.tile(sourceOf(entry)).value;
  const here = item?.status === "ready" ? item : null;
  const isOpen = here !== null && bin.opened.value === here.id;
  return (
    <li
      class={`nemo-tile${isOpen ? " nemo-tile-open" : ""}${over.value ? ` nemo-tile-${over.value}` : ""}`}
      aria-label={name}
      draggable={here !== null}
      onDragStart={(event) => {
        if (here && event.dataTransfer) {
          bin.dragged.value = here;
          event.dataTransfer.setData(DRAGGED, here.id); // without any, Firefox drags nothing
          event.dataTransfer.effectAllowed = "copyMove";
        }
      }}
      onDragEnd={() => {
        bin.dragged.value = null;
      }}
      onDragOver={(event) => {
        if (!here || !bin.dragged.value) return;
        event.preventDefault();
        over.value = sideOf(event, event.currentTarget);
      }}
      onDragLeave={() => {
        over.value = null;
      }}
      onDrop={(event) => {
        over.value = null;
        const dragged = bin.dragged.value;
        if (!dragged || !here) return;
        event.preventDefault();
        bin.drop(dragged.id, here.id, sideOf(event, event.currentTarget));
      }}
    >
      <div class="nemo-tile-box">
        {picture ? (
          <img src={picture} alt={name} draggable={false} />
        ) : (
          <span class="nemo-tile-blank">{entry.progress === null && <Icon name={iconOf(item?.kind)} />}</span>
        )}
        {picture && item?.kind === "video" && (
          <span class="nemo-tile-kind">
            <Icon name="film" />
          </span>
        )}
        {here && (
          <button
            type="button"
            class="nemo-tile-more"
            aria-label={words.fileOptions(name)}
            aria-expanded={isOpen}
            title={name}
            data-media={here.id}
            onClick={() => {
              bin.opened.value = isOpen ? null : here.id;
            }}
            onKeyDown={(event) => {
              if (event.key === "Delete") bin.remove(here.id);
              else if (event.altKey && event.key === "ArrowLeft") bin.shift(here.id, -1);
              else if (event.altKey && event.key === "ArrowRight") bin.shift(here.id, 1);
              else return;
              event.preventDefault();
            }}
          />
        )}
        {entry.progress !== null && (
          <div class="nemo-tile-progress">
            <Ring name={words.uploading(name)} share={entry.progress} />
            <button
              type="button"
              class="nemo-tile-cancel"
              aria-label={words.cancelUpload(name)}
              title={words.cancelUpload(name)}
              onClick={() => {
                if (transfer) transfers.cancel(transfer.key);
                else if (item) transfers.dismiss(item.id);
              }}
            >
              <Icon name="close" />
            </button>
          </div>
        )}
      </div>
      <span class="nemo-tile-name" aria-hidden="true">
        {name}
      </span>
      <span class="nemo-tile-size" aria-hidden="true">
        {size(item?.size_bytes || transfer?.file.size || 0)}
      </span>
    </li>
  );
}

function sideOf(event: DragEvent, tile: HTMLElement): "before" | "after" {
  const { left, width } = tile.getBoundingClientRect();
  return event.clientX < left + width / 2 ? "before" : "after";
}

function iconOf(kind: string | null | undefined) {
  if (kind === "audio") return "music";
  return kind === "video" ? "film" : "picture";
}
