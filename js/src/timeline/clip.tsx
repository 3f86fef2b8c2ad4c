import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { TimelineClip, TimelineTrack } from "../bridge/protocol.gen";
import { seconds } from "../ui/format";
import { Icon } from "../ui/icons";
import { useView } from "../view";
import { placeAt } from "./ruler";

const DRAG_PX = 4;

interface Props {
  clip: TimelineClip;
  kind: TimelineTrack["kind"];
  durationMs: number;
}

/** One segment on its track. Video clips can be selected, moved and removed. */
export function Clip({ clip, kind, durationMs }: Props) {
  const { strings } = useView();
  const { name, start_ms, duration_ms } = clip;
  const label = strings.value.clip(name, start_ms, start_ms + duration_ms);
  const place = { left: `${(100 * start_ms) / durationMs}%`, width: `${(100 * duration_ms) / durationMs}%` };
  return (
    <li class={`nemo-clip nemo-clip-${kind}`} style={place} aria-label={label}>
      {kind === "video" ? (
        <VideoClip clip={clip} label={label} durationMs={durationMs} />
      ) : (
        <Segment clip={clip} kind={kind} label={label} />
      )}
      {clip.transition && start_ms > 0 && (
        <span class="nemo-transition" title={strings.value.transition(clip.transition)} aria-hidden="true" />
      )}
    </li>
  );
}

function Segment({ clip, kind, label }: { clip: TimelineClip; kind: TimelineTrack["kind"]; label: string }) {
  const { strings } = useView();
  return (
    <div class="nemo-clip-box" title={label}>
      <Icon name={kind === "music" ? "music" : "text"} />
      <span class="nemo-clip-name">{clip.name}</span>
      {kind === "music" && clip.volume !== null && (
        <span class="nemo-clip-time">{strings.value.percent(clip.volume)}</span>
      )}
    </div>
  );
}

function VideoClip({ clip, label, durationMs }: { clip: TimelineClip; label: string; durationMs: number }) {
  const { arrangement, pictures, playback } = useView();
  const shiftPx = useSignal<number | null>(null);
  const picture = clip.source ? pictures.tile(clip.source).value : null;
  const selected = arrangement.selected.value === clip.id;

  const wasDragged = useRef(false);

  const select = () => {
    if (wasDragged.current) return; // the click that ends a drag
    arrangement.selected.value = clip.id;
    playback.seek(clip.start_ms);
  };

  const onPointerDown = (down: PointerEvent & { currentTarget: HTMLElement }) => {
    if (down.button !== 0) return;
    wasDragged.current = false;
    const box = down.currentTarget;
    const lane = box.closest<HTMLElement>(".nemo-lane");
    const msPerPx = durationMs / Math.max(1, lane?.clientWidth ?? 1);
    const startX = down.clientX;
    const listeners = new AbortController();
    const end = () => {
      listeners.abort();
      shiftPx.value = null;
    };
    const on = <K extends keyof HTMLElementEventMap>(type: K, handle: (event: HTMLElementEventMap[K]) => void) =>
      box.addEventListener(type, handle, { signal: listeners.signal });
    on("pointermove", (move) => {
      const way = move.clientX - startX;
      if (shiftPx.value === null && Math.abs(way) < DRAG_PX) return;
      if (!box.hasPointerCapture(move.pointerId)) box.setPointerCapture(move.pointerId);
      wasDragged.current = true;
      shiftPx.value = way;
    });
    on("pointerup", () => {
      const way = shiftPx.value;
      end();
      if (way === null) return;
      const middleMs = clip.start_ms + clip.duration_ms / 2 + way * msPerPx;
      arrangement.move(clip.id, placeAt(middleMs, clip.id, arrangement.clips));
    });
    on("pointercancel", end);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    const { clips } = arrangement;
    const index = clips.findIndex(({ id }) => id === clip.id);
    if (event.key === "Delete" || event.key === "Backspace") arrangement.remove(clip.id);
    else if (step && event.altKey) arrangement.move(clip.id, index + step);
    else if (step) {
      const next = clips[index + step];
      if (next) arrangement.focus(next.id);
    } else return;
    event.preventDefault();
  };

  return (
    <button
      type="button"
      class={`nemo-clip-box${shiftPx.value === null ? "" : " nemo-dragged"}`}
      data-clip={clip.id}
      aria-pressed={selected}
      aria-label={label}
      title={label}
      tabIndex={selected || (arrangement.selected.value === null && clip.start_ms === 0) ? 0 : -1}
      style={shiftPx.value === null ? undefined : { transform: `translateX(${shiftPx.value}px)` }}
      onClick={select}
      onFocus={() => {
        arrangement.selected.value = clip.id;
      }}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    >
      {picture && <img src={picture} alt="" draggable={false} />}
      <span class="nemo-clip-words">
        <span class="nemo-clip-name">{clip.name}</span>
        <span class="nemo-clip-time">{seconds(clip.duration_ms)} s</span>
      </span>
    </button>
  );
}
