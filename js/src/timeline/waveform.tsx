import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useView } from "../view";
import { beatOf } from "./snapping";
import type { Viewport } from "./viewport";

const LEAST_BEAT_PX = 7;

/** What is heard, as it was decoded, and the beats of the music. It covers the strip that is drawn, not more. */
export function Waveform({ viewport }: { viewport: Viewport }) {
  const { arrangement, sound, theme } = useView();
  const canvas = useRef<HTMLCanvasElement>(null);
  useSignalEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    theme.value;
    const wave = sound.wave.value;
    const px = viewport.pxPerMs.value;
    const { fromMs, toMs } = viewport.drawn.value;
    const music = arrangement.tracks.value.filter(({ kind }) => kind === "music").flatMap(({ clips }) => clips);
    const beat = beatOf(arrangement.tracks.value);
    if (!element || !context) return;
    const left = fromMs * px;
    element.width = Math.max(1, Math.ceil((Math.min(toMs, viewport.scaleMs.value) - fromMs) * px));
    element.height = element.clientHeight;
    element.style.left = `${left}px`;
    context.fillStyle = getComputedStyle(element).color;
    const middle = element.height / 2;
    for (const { start_ms, duration_ms } of music) {
      const end = Math.min(start_ms + duration_ms, toMs);
      const begin = Math.max(start_ms, fromMs);
      if (wave) {
        context.globalAlpha = 0.32;
        for (let x = Math.floor(begin * px - left); x < end * px - left; x += 2) {
          const half = Math.max(0.5, wave.peak((x + left) / px, (x + 2 + left) / px) * (middle - 2));
          context.fillRect(x, middle - half, 1.25, 2 * half);
        }
      }
      if (beat && beat.ms * px >= LEAST_BEAT_PX) {
        context.globalAlpha = 0.55;
        for (let n = Math.ceil((begin - beat.fromMs) / beat.ms); beat.fromMs + n * beat.ms < end; n++) {
          const tall = n % 4 === 0 ? 6 : 3;
          context.fillRect((beat.fromMs + n * beat.ms) * px - left, element.height - tall - 1, 1, tall);
        }
      }
    }
  });
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas without tabindex is not
  return <canvas class="nemo-wave" ref={canvas} aria-hidden="true" />;
}
