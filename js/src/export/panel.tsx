import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Timeline } from "../bridge/protocol.gen";
import type { Strings } from "../i18n";
import { Button } from "../ui/button";
import { Icon } from "../ui/icons";
import { Progress } from "../ui/progress";
import { Select } from "../ui/select";
import { useView } from "../view";
import { FORMATS, type Format, type Quality, RATIOS, ratesFor, resolutionsFor } from "./choices";

interface Wishes {
  resolution: string;
  fps: string;
  quality: Quality;
  format: Format;
}

/** What the file shall be, the button that makes it, and how far it is. */
export function ExportPanel() {
  const view = useView();
  const { store, strings } = view;
  const words = strings.value;
  const wishes = useSignal<Wishes>({ resolution: "", fps: "", quality: "high", format: "mp4" });
  const { state, progress, left_s, error } = store.export.value;
  const timeline = store.timeline.value;
  const empty = timeline.tracks.length === 0;

  const start = () => {
    const { resolution, fps, quality, format } = wishes.value;
    view.export({
      resolution: resolution ? Number(resolution) : null,
      fps: fps ? Number(fps) : null,
      quality,
      format,
      // VS Code's notebooks play no AAC
      audio: format === "mp4" && view.host === "vscode" && !store.connection.value.remote ? "mp3" : null,
    });
  };

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
            onChange={(ratio) => view.say(words.makeIt(ratio))}
          />
          <Menu
            wishes={wishes.value}
            timeline={timeline}
            words={words}
            onChange={(change) => {
              wishes.value = { ...wishes.value, ...change };
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

interface MenuProps {
  wishes: Wishes;
  timeline: Timeline;
  words: Strings;
  onChange(change: Partial<Wishes>): void;
}

/** Resolution, frame rate, quality and format, behind one button that says what is chosen. */
function Menu({ wishes, timeline, words, onChange }: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const resolutions = resolutionsFor(timeline, wishes.format, words.automatic);
  const rates = ratesFor(timeline, wishes.format, words.automatic);
  const labelOf = (options: readonly (readonly [string, string])[], value: string) =>
    options.find(([option]) => option === value)?.[1] ?? "";
  const isGif = wishes.format === "gif";
  const chosen = [
    (wishes.resolution || !isGif) && labelOf(resolutions, wishes.resolution),
    wishes.fps && labelOf(rates, wishes.fps),
    wishes.quality !== "high" && !isGif && words.qualities[wishes.quality],
    labelOf(FORMATS, wishes.format),
  ].filter(Boolean);

  // a press elsewhere closes it
  useEffect(() => {
    const onPress = (event: Event) => {
      if (details.current?.open && !event.composedPath().includes(details.current)) details.current.open = false;
    };
    document.addEventListener("pointerdown", onPress, true);
    return () => document.removeEventListener("pointerdown", onPress, true);
  }, []);

  const row = (name: string, value: string, options: readonly (readonly [string, string])[], key: keyof Wishes) => (
    <div class="nemo-menu-row">
      <span aria-hidden="true">{name}</span>
      <Select name={name} value={value} options={options} onChange={(wanted) => onChange(changeOf(key, wanted))} />
    </div>
  );
  return (
    <details
      class="nemo-menu"
      ref={details}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !details.current?.open) return;
        details.current.open = false;
        details.current.querySelector("summary")?.focus();
      }}
    >
      <summary class="nemo-button nemo-button-plain" aria-label={`${words.exportSettings}: ${chosen.join(", ")}`}>
        <Icon name="sliders" />
        {chosen.join(" · ")}
      </summary>
      <div class="nemo-menu-body">
        {row(words.resolution, wishes.resolution, resolutions, "resolution")}
        {row(words.frameRate, wishes.fps, rates, "fps")}
        {!isGif && row(words.quality, wishes.quality, Object.entries(words.qualities), "quality")}
        {row(words.format, wishes.format, FORMATS, "format")}
      </div>
    </details>
  );
}

/** Another format has other sizes and rates. */
function changeOf(key: keyof Wishes, wanted: string): Partial<Wishes> {
  return key === "format" ? { format: wanted as Format, resolution: "", fps: "" } : { [key]: wanted };
}
