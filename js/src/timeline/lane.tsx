import { useComputed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { TimelineTrack } from "../bridge/protocol.gen";
import { useView } from "../view";
import { Clip, roomFor } from "./clip";
import type { Hands } from "./hands";
import { seen } from "./ruler";
import type { Viewport } from "./viewport";
import { Waveform } from "./waveform";

/** Clips that are narrower than this on average are painted, not built. */
const LEAST_CLIP_PX = 14;

interface Props {
  track: TimelineTrack;
  viewport: Viewport;
  hands: Hands;
}

/** One track: of its clips, those that are seen, and the one that has the keyboard. */
export function Lane({ track, viewport, hands }: Props) {
  const { arrangement, strings } = useView();
  const scaleMs = viewport.scaleMs.value;
  const pxPerMs = viewport.pxPerMs.value;
  const { fromMs, toMs } = viewport.drawn.value;
  const { clips, kind } = track;
  const count = clips.length;
  const cursor = arrangement.cursor.value;
  const selected = arrangement.selected.value;
  const { dragged } = hands.motion.value;
  const editing = arrangement.editing.value;
  const inOrder = kind === "video";
  const [first, last] = inOrder ? seen(clips, fromMs, toMs) : [0, count];
  const dense = inOrder && isDense(track, first, last, pxPerMs);
  const current = clips.findIndex(({ id }) => id === cursor);
  const entry = Math.max(0, current);

  const shown = dense ? [] : Array.from({ length: last - first }, (_, index) => first + index);
  if (inOrder && count > 0 && (dense || entry < first || entry >= last)) shown.push(entry);
  return (
    <li aria-label={strings.value.track[kind]} class={`nemo-track nemo-track-${kind}`}>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari forgets that a list without bullets is one */}
      <ul class="nemo-lane" role="list" data-track={track.id}>
        {dense && <Dense track={track} viewport={viewport} />}
        {shown.map((index) => {
          const clip = clips[index];
          if (!clip) return null;
          return (
            <Clip
              key={clip.id}
              clip={clip}
              kind={kind}
              scaleMs={scaleMs}
              room={roomFor(clip.duration_ms * pxPerMs)}
              index={index}
              count={count}
              selected={selected.has(clip.id)}
              dragged={dragged.has(clip.id)}
              current={index === entry}
              editing={editing === clip.id}
            />
          );
        })}
        {kind === "music" && <Waveform viewport={viewport} />}
      </ul>
    </li>
  );
}

function isDense({ clips }: TimelineTrack, first: number, last: number, pxPerMs: number): boolean {
  const [from, to] = [clips[first], clips[last - 1]];
  if (!from || !to) return false;
  return ((to.start_ms + to.duration_ms - from.start_ms) * pxPerMs) / (last - first) < LEAST_CLIP_PX;
}

/** Clips too narrow to be told apart, as one picture of the strip that is drawn. */
function Dense({ track, viewport }: { track: TimelineTrack; viewport: Viewport }) {
  const { arrangement, theme } = useView();
  const canvas = useRef<HTMLCanvasElement>(null);
  const clips = useComputed(() => arrangement.tracks.value.find(({ id }) => id === track.id)?.clips ?? []);
  useSignalEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    theme.value;
    const px = viewport.pxPerMs.value;
    const { fromMs, toMs } = viewport.drawn.value;
    const selected = arrangement.selected.value;
    const shown = clips.value.slice(...seen(clips.value, fromMs, toMs));
    if (!element || !context) return;
    const left = fromMs * px;
    element.width = Math.ceil((Math.min(toMs, viewport.scaleMs.value) - fromMs) * px);
    element.height = element.clientHeight;
    element.style.left = `${left}px`;
    const style = getComputedStyle(element);
    const [ground, line, chosen] = ["--nemo-video", "--nemo-video-line", "--nemo-accent"].map((name) =>
      style.getPropertyValue(name),
    ) as [string, string, string];
    for (const { id, start_ms, duration_ms } of shown) {
      const x = start_ms * px - left;
      const width = Math.max(0.75, duration_ms * px);
      context.fillStyle = selected.has(id) ? chosen : ground;
      context.fillRect(x, 0, width, element.height);
      context.fillStyle = line;
      if (width > 2) context.fillRect(x + width - 1, 0, 1, element.height);
    }
  });
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas without tabindex is not
  return <canvas class="nemo-dense" ref={canvas} aria-hidden="true" />;
}
