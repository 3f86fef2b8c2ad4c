import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { factsOf } from "../export/choices";
import { ExportPanel } from "../export/panel";
import { Select } from "../ui/select";
import { useView } from "../view";
import { ContactSheet } from "./contact-sheet";
import { Preview } from "./preview";
import { sceneOf } from "./scene";
import { FinishedVideo } from "./video";

/** The picture: what was added, the draft, or a finished video; below it what can be done with it. */
export function Stage() {
  const { store, playback, strings } = useView();
  const words = strings.value;
  const scene = useComputed(() => sceneOf(store.draft.value));
  const videos = store.videos.value;
  const newest = videos.at(-1);
  const wantsVideo = useSignal(store.videos.peek().length > 0);
  const chosen = useSignal(newest?.id ?? "");
  const video = videos.find(({ id }) => id === chosen.value) ?? newest;

  // a new video is shown, and so is the draft once it has changed
  useEffect(() => {
    if (!newest) return;
    chosen.value = newest.id;
    wantsVideo.value = true;
  }, [newest?.id]);
  const shownDraft = useSignal(store.draft.peek());
  useSignalEffect(() => {
    const draft = store.draft.value;
    if (draft === shownDraft.peek()) return;
    const same = JSON.stringify(draft) === JSON.stringify(shownDraft.peek());
    shownDraft.value = draft;
    if (!same) wantsVideo.value = false;
  });
  useSignalEffect(() => {
    if (wantsVideo.value) playback.pause();
  });
  // who goes to a place on the timeline wants to see that place
  const seenMs = useRef(playback.timeMs.peek());
  useSignalEffect(() => {
    const timeMs = playback.timeMs.value;
    if (timeMs !== seenMs.current) wantsVideo.value = false;
    seenMs.current = timeMs;
  });

  const hasActions =
    store.timeline.value.tracks.length > 0 || store.export.value.state !== "idle" || video !== undefined;
  const showsVideo = video !== undefined && (wantsVideo.value || scene.value === null);
  return (
    <section class="nemo-stage" aria-label={showsVideo ? words.video : words.preview}>
      {showsVideo ? (
        <FinishedVideo key={video.id} video={video}>
          {videos.length > 1 && (
            <Select
              name={words.exports}
              value={video.id}
              options={videos.map((one, index) => [one.id, `${index + 1}. ${factsOf(one)}`] as const).reverse()}
              onChange={(id) => {
                chosen.value = id;
              }}
            />
          )}
        </FinishedVideo>
      ) : scene.value ? (
        <Preview scene={scene.value} />
      ) : (
        <ContactSheet />
      )}
      {hasActions && (
        <div class="nemo-actions">
          {video && scene.value && (
            <div class="nemo-switch" role="group" aria-label={words.shown}>
              {[false, true].map((finished) => (
                <button
                  type="button"
                  key={String(finished)}
                  aria-pressed={showsVideo === finished}
                  onClick={() => {
                    wantsVideo.value = finished;
                  }}
                >
                  {finished ? words.showVideo : words.showDraft}
                </button>
              ))}
            </div>
          )}
          <ExportPanel />
        </div>
      )}
    </section>
  );
}
