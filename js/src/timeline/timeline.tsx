import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../ui/button";
import { seconds } from "../ui/format";
import { useView } from "../view";
import { Clip } from "./clip";
import { Playhead } from "./playhead";
import { ticks } from "./ruler";

const MOST_ZOOM = 16;

/** Time, below: a ruler, the tracks on it, and what can be done with the selected clip. */
export function TimelinePanel() {
  const { arrangement, store, playback, strings } = useView();
  const words = strings.value;
  const zoom = useSignal(1);
  const widthPx = useSignal(800);
  const scroller = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLElement>(null);
  const durationMs = store.timeline.value.duration_ms;
  const { clips } = arrangement;
  const selected = clips.find(({ id }) => id === arrangement.selected.value);
  const index = selected ? clips.indexOf(selected) : -1;

  useEffect(() => {
    const element = scroller.current;
    if (!element || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) widthPx.value = entry.contentRect.width;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // the keyboard went to another clip, or its clip is gone
  useSignalEffect(() => {
    const wanted = arrangement.focused.value;
    if (!wanted) return;
    const box = [...(panel.current?.querySelectorAll<HTMLElement>("[data-clip]") ?? [])];
    box.find(({ dataset }) => dataset.clip === wanted.clip)?.focus();
  });

  const seekTo = (event: MouseEvent & { currentTarget: HTMLElement }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    playback.seek(((event.clientX - left) / width) * durationMs);
  };
  const zoomTo = (value: number) => {
    zoom.value = Math.min(MOST_ZOOM, Math.max(1, value));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (event.shiftKey) arrangement.redo();
    else arrangement.undo();
  };

  return (
    <section class="nemo-timeline" aria-label={words.timeline} ref={panel} onKeyDown={onKeyDown}>
      <div class="nemo-timeline-tools">
        <Button
          name={words.undo}
          icon="undo"
          kind="quiet"
          disabled={!arrangement.history.canUndo.value}
          onClick={() => arrangement.undo()}
        />
        <Button
          name={words.redo}
          icon="redo"
          kind="quiet"
          disabled={!arrangement.history.canRedo.value}
          onClick={() => arrangement.redo()}
        />
        <span class="nemo-rule" />
        <Button
          name={words.moveLeft}
          icon="left"
          kind="quiet"
          disabled={index < 1}
          onClick={() => selected && arrangement.move(selected.id, index - 1)}
        />
        <Button
          name={words.moveRight}
          icon="right"
          kind="quiet"
          disabled={index < 0 || index === clips.length - 1}
          onClick={() => selected && arrangement.move(selected.id, index + 1)}
        />
        <Button
          name={words.remove}
          icon="trash"
          kind="quiet"
          disabled={!selected}
          onClick={() => selected && arrangement.remove(selected.id)}
        />
        <span class="nemo-space" />
        <Button
          name={words.zoomOut}
          icon="minus"
          kind="quiet"
          disabled={zoom.value <= 1}
          onClick={() => zoomTo(zoom.value / 1.5)}
        />
        <input
          class="nemo-zoom"
          type="range"
          min={0}
          max={1}
          step={0.01}
          aria-label={words.zoom}
          value={Math.log(zoom.value) / Math.log(MOST_ZOOM)}
          style={{ "--nemo-share": `${(100 * Math.log(zoom.value)) / Math.log(MOST_ZOOM)}%` }}
          onInput={(event) => zoomTo(MOST_ZOOM ** Number(event.currentTarget.value))}
        />
        <Button
          name={words.zoomIn}
          icon="plus"
          kind="quiet"
          disabled={zoom.value >= MOST_ZOOM}
          onClick={() => zoomTo(zoom.value * 1.5)}
        />
      </div>
      {durationMs > 0 && (
        <div class="nemo-scroller" ref={scroller}>
          <div class="nemo-lanes" style={{ width: `${zoom.value * 100}%` }}>
            {/* with the keyboard one seeks by the slider of the player */}
            <div class="nemo-ruler" aria-hidden="true" onClick={seekTo}>
              {ticks(durationMs, widthPx.value * zoom.value).map((ms) => (
                <span key={ms} style={{ left: `${(100 * ms) / durationMs}%` }}>
                  {seconds(ms)}s
                </span>
              ))}
            </div>
            {/* biome-ignore lint/a11y/noRedundantRoles: Safari forgets that a list without bullets is one */}
            <ul class="nemo-tracks" role="list" aria-label={words.tracks}>
              {arrangement.tracks.value.map((track) => (
                <li key={track.id} aria-label={words.track[track.kind]} class={`nemo-track nemo-track-${track.kind}`}>
                  {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
                  <ul class="nemo-lane" role="list">
                    {track.clips.map((clip) => (
                      <Clip key={clip.id} clip={clip} kind={track.kind} durationMs={durationMs} />
                    ))}
                  </ul>
                </li>
              ))}
            </ul>
            <Playhead durationMs={durationMs} />
          </div>
        </div>
      )}
      <p class="nemo-sr">{words.clipKeys}</p>
    </section>
  );
}
