import { useSignal } from "@preact/signals";
import type { ExportParams } from "../bridge/protocol.gen";
import { Button } from "../ui/button";
import { Progress } from "../ui/progress";
import { Select } from "../ui/select";
import { useView } from "../view";
import { RATIOS, resolutionsFor } from "./choices";

type Quality = NonNullable<ExportParams["quality"]>;

/** What the MP4 shall be, the button that makes it, and how far it is. */
export function ExportPanel() {
  const view = useView();
  const { store, strings } = view;
  const words = strings.value;
  const resolution = useSignal("");
  const quality = useSignal<Quality>("high");
  const { state, progress, left_s, error } = store.export.value;
  const timeline = store.timeline.value;
  const empty = timeline.tracks.length === 0;

  const start = () =>
    view.export({ resolution: resolution.value ? Number(resolution.value) : null, quality: quality.value });

  if (state === "rendering" || state === "downloading") {
    return (
      <div class="nemo-export nemo-exporting">
        <div class="nemo-export-progress">
          <Progress name={words.exportProgress} share={progress} />
          <span class="nemo-export-label">
            <span>{state === "rendering" ? words.rendering : words.fetching}</span>
            <span>
              {words.percent(progress)}
              {left_s !== null && left_s >= 1 && ` · ${words.left(left_s)}`}
            </span>
          </span>
        </div>
        <Button name={words.cancelRendering} onClick={view.cancelExport}>
          {words.cancelRendering}
        </Button>
      </div>
    );
  }
  return (
    <div class="nemo-export">
      {state === "failed" && error && (
        <p class="nemo-error-text nemo-export-error" role="alert">
          {error}
        </p>
      )}
      {state === "cancelled" && (
        <p class="nemo-hint nemo-export-error" role="status">
          {words.cancelled}
        </p>
      )}
      {!empty && (
        <>
          <Select
            name={words.ratio}
            value={timeline.ratio}
            options={(RATIOS.includes(timeline.ratio) ? RATIOS : [timeline.ratio, ...RATIOS]).map((ratio) => [
              ratio,
              ratio,
            ])}
            onChange={(ratio) => view.say(`Make it ${ratio}.`)}
          />
          <Select
            name={words.resolution}
            value={resolution.value}
            options={resolutionsFor(timeline)}
            onChange={(value) => {
              resolution.value = value;
            }}
          />
          <Select
            name={words.quality}
            value={quality.value}
            options={Object.entries(words.qualities)}
            onChange={(value) => {
              quality.value = value as Quality;
            }}
          />
        </>
      )}
      <Button name={words.export} kind="primary" disabled={empty} onClick={start}>
        {words.export}
      </Button>
    </div>
  );
}
