import { useView } from "../view";

const SHOWN = 6;

/** Before there is a draft: the pictures that are here, and what to do next. */
export function ContactSheet() {
  const { store, transfers, pictures, strings } = useView();
  const words = strings.value;
  const items = store.media.value.filter(({ id, status }) => status !== "failed" && !transfers.dismissed.value.has(id));
  const urls = items.map(({ id }) => pictures.tile(id).value).filter((url) => url !== null);
  return (
    <div class="nemo-screen nemo-sheet">
      <div class="nemo-sheet-pictures" data-count={Math.min(SHOWN, urls.length)}>
        {urls.slice(0, SHOWN).map((url) => (
          <img key={url} src={url} alt="" draggable={false} />
        ))}
      </div>
      <p class="nemo-sheet-text">
        {items.length > 0 && words.photosReady(items.length)} {words.sayWhatYouWant}
      </p>
    </div>
  );
}
