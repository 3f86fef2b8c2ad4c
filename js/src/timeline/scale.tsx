import { clock, seconds } from "../ui/format";
import { useView } from "../view";
import { ticks } from "./ruler";
import type { Viewport } from "./viewport";

const MINUTE_MS = 60_000;

/** The ruler; pressing it, or dragging along it, seeks. With the keyboard one seeks by the slider of the player. */
export function Scale({ viewport }: { viewport: Viewport }) {
  const { playback } = useView();
  const scaleMs = viewport.scaleMs.value;
  const pxPerMs = viewport.pxPerMs.value;
  const { fromMs, toMs } = viewport.drawn.value;
  const onPointerDown = (down: PointerEvent & { currentTarget: HTMLElement }) => {
    if (down.button !== 0) return;
    const ruler = down.currentTarget;
    ruler.setPointerCapture?.(down.pointerId);
    playback.seek(viewport.timeAt(down.clientX));
    const end = new AbortController();
    const { signal } = end;
    ruler.addEventListener("pointermove", (move: PointerEvent) => playback.seek(viewport.timeAt(move.clientX)), {
      signal,
    });
    for (const type of ["pointerup", "pointercancel"]) ruler.addEventListener(type, () => end.abort(), { signal });
  };
  const long = scaleMs >= 2 * MINUTE_MS;
  return (
    <div class="nemo-ruler" aria-hidden="true" onPointerDown={onPointerDown}>
      {ticks(fromMs, Math.min(toMs, scaleMs), pxPerMs).map((ms) => (
        <span key={ms} style={{ left: `${(100 * ms) / scaleMs}%` }}>
          {long ? clock(ms, ms % 1000 !== 0) : `${seconds(ms)}s`}
        </span>
      ))}
    </div>
  );
}
