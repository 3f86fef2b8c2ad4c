import { type Entry, entriesOf, sourceOf } from "../bin/entries";
import { useView } from "../view";

const SHOWN = 6;

/** Before there is a draft: the pictures that are here, and what to do next. */
export function ContactSheet() {
  const { store, transfers, pictures, strings } = useView();
  const words = strings.value;
  const items = entriesOf(store.media.value, transfers.list.value, transfers.dismissed.value).filter(
    ({ failed }) => !failed,
  );
  const visible = items.filter((entry) => !isSound(entry)).slice(0, SHOWN);
  const ready = items.filter(({ progress }) => progress === null).length;
  return (
    <div class="nemo-screen nemo-sheet">
      <div class="nemo-sheet-pictures" data-count={visible.length}>
        {visible.map((entry) => {
          const url = pictures.tile(sourceOf(entry)).value;
          return (
            <div key={entry.key} class="nemo-sheet-picture">
              {url && <img src={url} alt="" draggable={false} />}
            </div>
          );
        })}
      </div>
      <p class="nemo-sheet-text">{items.length > 0 ? words.filesHere(ready, items.length - ready) : words.noPhotos}</p>
    </div>
  );
}

function isSound({ item, transfer }: Entry): boolean {
  return item?.kind ? item.kind === "audio" : (transfer?.file.type.startsWith("audio/") ?? false);
}
