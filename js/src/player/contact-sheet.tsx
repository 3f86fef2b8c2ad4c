import { entriesOf, sourceOf } from "../bin/entries";
import { useView } from "../view";

const SHOWN = 6;

/** Before there is a draft: the pictures that are here, and what to do next. */
export function ContactSheet() {
  const { store, transfers, pictures, strings } = useView();
  const words = strings.value;
  const items = entriesOf(store.media.value, transfers.list.value, transfers.dismissed.value).filter(
    ({ failed }) => !failed,
  );
  const urls = items.map((entry) => pictures.tile(sourceOf(entry)).value).filter((url) => url !== null);
  const ready = items.filter(({ progress }) => progress === null).length;
  return (
    <div class="nemo-screen nemo-sheet">
      <div class="nemo-sheet-pictures" data-count={Math.min(SHOWN, urls.length)}>
        {urls.slice(0, SHOWN).map((url) => (
          <img key={url} src={url} alt="" draggable={false} />
        ))}
      </div>
      <p class="nemo-sheet-text">{items.length > 0 ? words.filesHere(ready, items.length - ready) : words.noPhotos}</p>
    </div>
  );
}
