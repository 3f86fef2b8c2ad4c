import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Button } from "../ui/button";
import { clock } from "../ui/format";
import { useView } from "../view";
import { Painter } from "./draw";
import { Plates } from "./plates";
import type { Scene } from "./scene";

const LONGEST_PX = 1280;

/** The draft on a canvas, at once, with its transport. */
export function Preview({ scene }: { scene: Scene }) {
  const { playback, pictures, strings } = useView();
  const words = strings.value;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useMemo(() => new Painter(new Plates()), []);
  const shown = useSignal(scene);
  shown.value = scene;

  useSignalEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const { width, height } = sizeFor(shown.value);
    if (context.canvas.width !== width || context.canvas.height !== height) {
      context.canvas.width = width;
      context.canvas.height = height;
    }
    pictures.arrivals.value; // draw again when a picture has come
    const timeMs = Math.min(playback.timeMs.value, shown.value.durationMs);
    painter.draw(context, shown.value, timeMs, (source) => pictures.frame(source));
    prefetch(shown.value, timeMs, (source) => pictures.frame(source));
  });

  useEffect(() => {
    if (playback.timeMs.peek() > scene.durationMs) playback.seek(scene.durationMs);
  }, [scene.durationMs]);

  const durationMs = scene.durationMs;
  const timeMs = Math.min(playback.timeMs.value, durationMs);
  const playing = playback.playing.value;
  return (
    <div class="nemo-player" ref={frame}>
      <div class="nemo-screen">
        <canvas ref={canvas} role="img" aria-label={words.previewOf(clock(timeMs))} onClick={() => playback.toggle()} />
      </div>
      <div class="nemo-transport">
        <Button
          name={playing ? words.pause : words.play}
          icon={playing ? "pause" : "play"}
          filled={!playing}
          kind="quiet"
          onClick={() => playback.toggle()}
        />
        <span class="nemo-time">
          <b>{clock(timeMs)}</b> / {clock(durationMs)}
        </span>
        <input
          class="nemo-seek"
          type="range"
          min={0}
          max={durationMs}
          step={100}
          value={timeMs}
          aria-label={words.seek}
          aria-valuetext={`${clock(timeMs)} / ${clock(durationMs)}`}
          style={{ "--nemo-share": `${(100 * timeMs) / durationMs}%` }}
          onInput={(event) => playback.seek(Number(event.currentTarget.value))}
        />
        <Button name={words.fullScreen} icon="expand" kind="quiet" onClick={() => toggleFullScreen(frame.current)} />
      </div>
    </div>
  );
}

/** The canvas in the shape of the video, small enough to be drawn sixty times a second. */
export function sizeFor({ width, height }: Pick<Scene, "width" | "height">): { width: number; height: number } {
  const scale = Math.min(1, LONGEST_PX / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** Asks for the pictures of the next few seconds, so that they are there in time. */
function prefetch(scene: Scene, timeMs: number, frame: (source: string) => unknown): void {
  for (const { beginMs, endMs, source } of scene.clips) {
    if (endMs > timeMs && beginMs < timeMs + 8_000) frame(source);
  }
}

function toggleFullScreen(element: HTMLElement | null): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else element?.requestFullscreen?.().catch(() => undefined);
}
