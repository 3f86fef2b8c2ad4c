import { effect, untracked, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { clock } from "../ui/format";
import { useView } from "../view";
import { Painter } from "./draw";
import { Plates } from "./plates";
import type { Scene } from "./scene";
import { isUnheard } from "./sound";
import { Transport } from "./transport";

const LONGEST_PX = 1280;
const STEP_MS = 1000;

/** The draft on a canvas, at once, with its transport. */
export function Preview({ scene }: { scene: Scene }) {
  const { playback, pictures, films, sound, store, strings } = useView();
  const words = strings.value;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useMemo(() => new Painter(new Plates()), []);
  const shown = useSignal(scene);
  useLayoutEffect(() => {
    shown.value = scene;
  }, [scene]);

  // at once, not a frame later as hooks for signals would have it: the first picture and every one that plays
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d", { alpha: false });
    if (!context) return;
    return effect(() => {
      const { width, height } = sizeFor(shown.value);
      if (context.canvas.width !== width || context.canvas.height !== height) {
        context.canvas.width = width;
        context.canvas.height = height;
      }
      pictures.arrivals.value; // draw again when a picture has come
      films.arrivals.value;
      const timeMs = Math.min(playback.timeMs.value, shown.value.durationMs);
      const playing = playback.playing.value;
      untracked(() => {
        const { clips, durationMs } = shown.value;
        films.follow(clips, Math.min(timeMs, durationMs - 1), playing);
        painter.draw(context, shown.value, timeMs, (clip) => films.picture(clip) ?? pictures.frame(clip.source));
        prefetch(shown.value, timeMs, (source) => pictures.frame(source));
      });
    });
  }, []);

  // what a screen reader is told of the picture; not sixty times a second
  useSignalEffect(() => {
    if (playback.playing.value) return;
    canvas.current?.setAttribute(
      "aria-label",
      words.previewOf(clock(Math.min(playback.timeMs.value, shown.value.durationMs))),
    );
  });

  useEffect(() => {
    if (playback.timeMs.peek() > scene.durationMs) playback.seek(scene.durationMs);
  }, [scene.durationMs]);
  useEffect(() => () => films.follow([], 0, false), []);

  const fps = store.timeline.value.fps || 30;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    const onControl = (event.target as Element).closest("button, input");
    if (key === " " && !onControl) playback.toggle();
    else if (key === "k") playback.toggle();
    else if (key === "," || key === ".") playback.step(key === "," ? -1 : 1, fps);
    else if ((key === "ArrowLeft" || key === "ArrowRight") && !onControl)
      playback.seek(playback.timeMs.peek() + (key === "ArrowLeft" ? -STEP_MS : STEP_MS));
    else if (key === "f") toggleFullScreen(frame.current);
    else if (key === "m") sound.on.value = !sound.on.peek();
    else return;
    event.preventDefault();
  };

  const state = sound.state.value;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys beside the buttons that do the same
    <div class="nemo-player" ref={frame} onKeyDown={onKeyDown}>
      <div class="nemo-screen">
        <canvas ref={canvas} role="img" aria-label={words.previewOf(clock(0))} onClick={() => playback.toggle()} />
      </div>
      <Transport durationMs={scene.durationMs} fps={fps} onFullScreen={() => toggleFullScreen(frame.current)} />
      {isUnheard(state) && <p class="nemo-hint nemo-no-sound">{words.noSound[state]}</p>}
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
