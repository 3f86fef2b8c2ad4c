/**
 * The pointer on the tracks: a click chooses, a drag moves, an edge trims, and where there is nothing a rectangle
 * chooses several. One listener for all clips; what it finds, it finds by time, so that a clip need not have an element.
 */
import { type Signal, signal } from "@preact/signals";
import type { MediaItem, TimelineClip, TimelineTrack } from "../bridge/protocol.gen";
import type { Arrangement } from "./arrangement";
import { placeAt, seen } from "./ruler";
import { beatOf, cutsOf, snap } from "./snapping";
import { shownAt, trimmed } from "./trimming";
import type { Viewport } from "./viewport";

const DRAG_PX = 4;
const EDGE_PX = 7;
const FINGER_EDGE_PX = 16;
const AUTOSCROLL_PX = 28;

type Edge = "start" | "end";
interface Hit {
  track: TimelineTrack;
  clip: TimelineClip;
  edge: Edge | null;
}

/** What a hand in motion shows besides the clips themselves. */
export interface Motion {
  /** The clips that hang on the pointer. */
  dragged: ReadonlySet<string>;
  /** Where a line shows what an edge has snapped to, or where clips will be put in; null for none. */
  lineMs: number | null;
  /** A rectangle: times, and the tracks from one to another. */
  marquee: { fromMs: number; toMs: number; first: number; last: number } | null;
}

const STILL: Motion = { dragged: new Set(), lineMs: null, marquee: null };

export class Hands {
  readonly motion: Signal<Motion> = signal(STILL);

  constructor(
    private readonly arrangement: Arrangement,
    private readonly viewport: Viewport,
    /** How long a clip's film is, in ms; null for a photo. */
    private readonly filmMs: (clip: TimelineClip) => number | null,
    private readonly seek: (timeMs: number) => void,
  ) {}

  /** What the pointer is over, for its shape. */
  edgeAt(event: PointerEvent): Edge | null {
    return this.#hit(event)?.edge ?? null;
  }

  clipAt(event: MouseEvent): TimelineClip | null {
    return this.#hit(event)?.clip ?? null;
  }

  /** A file of the bin is held over the tracks: shows where it would be put in. */
  carry(event: DragEvent, item: MediaItem): void {
    const place = item.kind === "audio" ? 0 : this.#placeUnder(event);
    this.motion.value = { ...STILL, lineMs: this.#cutAt(place, this.arrangement.clips) };
  }

  putDown(event: DragEvent, item: MediaItem): void {
    this.motion.value = STILL;
    this.arrangement.commit();
    this.arrangement.insert(item, this.#placeUnder(event));
  }

  letGo(): void {
    this.motion.value = STILL;
  }

  #placeUnder({ clientX }: MouseEvent): number {
    return placeAt(this.viewport.timeAt(clientX), new Set(), this.arrangement.clips);
  }

  /** Where the clip that is number `place` begins, in ms; the end of all behind the last one. */
  #cutAt(place: number, clips: readonly TimelineClip[]): number {
    const before = clips[place - 1];
    return clips[place]?.start_ms ?? (before ? before.start_ms + before.duration_ms : 0);
  }

  press(down: PointerEvent & { currentTarget: HTMLElement }): void {
    const lane = laneOf(down);
    if (down.button !== 0 || !lane || (down.target as Element).closest("input")) return;
    const lanes = down.currentTarget;
    const hit = this.#hit(down);
    this.arrangement.commit();
    const drag = hit
      ? this.#dragOf(hit, down, lanes)
      : down.pointerType === "touch"
        ? null
        : this.#marquee(down, lanes);
    const listeners = new AbortController();
    let moving = false;
    const end = () => {
      listeners.abort();
      lanes.style.removeProperty("--nemo-shift");
      this.motion.value = STILL;
    };
    const on = (type: "pointermove" | "pointerup" | "pointercancel", handle: (event: PointerEvent) => void) =>
      lanes.addEventListener(type, handle, { signal: listeners.signal });
    on("pointermove", (move) => {
      if (!moving && Math.abs(move.clientX - down.clientX) < DRAG_PX) return;
      if (!drag) return;
      if (!moving) lanes.setPointerCapture?.(move.pointerId);
      moving = true;
      this.#scrollAlong(move, lanes);
      drag.move(move);
    });
    on("pointerup", (up) => {
      end();
      if (moving && drag) drag.drop(up);
      else this.#click(hit?.clip ?? null, up);
    });
    on("pointercancel", () => {
      end();
      this.arrangement.trying.value = null;
    });
  }

  #click(clip: TimelineClip | null, { ctrlKey, metaKey, shiftKey }: PointerEvent): void {
    if (!clip) this.arrangement.choose([]);
    else if (ctrlKey || metaKey) this.arrangement.toggle(clip.id);
    else if (shiftKey) this.arrangement.extendTo(clip.id);
    else {
      this.arrangement.focus(clip.id);
      this.seek(clip.start_ms);
    }
  }

  #dragOf({ track, clip, edge }: Hit, down: PointerEvent, lanes: HTMLElement) {
    const { arrangement, viewport } = this;
    const startMs = viewport.timeAt(down.clientX);
    const byMs = (event: PointerEvent) => viewport.timeAt(event.clientX) - startMs;
    if (track.kind === "music") return null;
    const cuts = cutsOf(arrangement.tracks.peek(), new Set([clip.id]));
    const beat = beatOf(arrangement.tracks.peek());
    const limitMs = arrangement.durationMs.peek();
    const drawn = (ms: number, event: PointerEvent) =>
      event.altKey ? { ms: Math.round(ms), to: null } : snap(ms, 1 / viewport.pxPerMs.peek(), cuts, beat);
    const drop = () => arrangement.commit();

    if (track.kind === "video" && edge) {
      const filmMs = this.filmMs(clip);
      const endMs = clip.start_ms + clip.duration_ms;
      return {
        move: (event: PointerEvent) => {
          const wanted = edge === "end" ? endMs + byMs(event) : endMs - byMs(event);
          const { ms, to } = drawn(wanted, event);
          arrangement.trying.value = trimmed(clip, edge, ms - clip.start_ms, filmMs);
          this.motion.value = { ...STILL, lineMs: to };
        },
        drop,
      };
    }
    if (track.kind === "text") {
      return {
        move: (event: PointerEvent) => {
          const from = clip.start_ms;
          const to = from + clip.duration_ms;
          const first = edge === "end" ? null : drawn(from + byMs(event), event);
          const last = edge === "start" ? null : drawn(to + byMs(event), event);
          const lead = first && (!last || first.to !== null || last.to === null) ? first : last;
          const start =
            edge === "end" ? from : lead === first && first ? first.ms : (last?.ms ?? to) - clip.duration_ms;
          const end = edge === "start" ? to : lead === last && last ? last.ms : start + clip.duration_ms;
          arrangement.trying.value = shownAt(clip, start, end, limitMs, edge);
          this.motion.value = { ...STILL, lineMs: lead?.to ?? null };
        },
        drop,
      };
    }
    if (track.kind !== "video") return null;
    const chosen = arrangement.selected.peek();
    const dragged = chosen.has(clip.id)
      ? new Set(track.clips.filter(({ id }) => chosen.has(id)).map(({ id }) => id))
      : new Set([clip.id]);
    const middleMs = clip.start_ms + clip.duration_ms / 2;
    const placeOf = (event: PointerEvent) => placeAt(middleMs + byMs(event), dragged, arrangement.clips);
    return {
      move: (event: PointerEvent) => {
        lanes.style.setProperty("--nemo-shift", `${byMs(event) * viewport.pxPerMs.peek()}px`);
        const rest = arrangement.clips.filter(({ id }) => !dragged.has(id));
        const place = placeOf(event);
        this.motion.value = { dragged, lineMs: this.#cutAt(place, rest), marquee: null };
      },
      drop: (event: PointerEvent) => {
        if (!chosen.has(clip.id)) arrangement.choose([clip.id]);
        arrangement.move([...dragged], placeOf(event));
      },
    };
  }

  #marquee(down: PointerEvent, lanes: HTMLElement) {
    const { arrangement, viewport } = this;
    const kept = down.ctrlKey || down.metaKey || down.shiftKey ? [...arrangement.selected.peek()] : [];
    const fromMs = viewport.timeAt(down.clientX);
    const rows = [...lanes.querySelectorAll<HTMLElement>("[data-track]")];
    const rowAt = (y: number) => {
      const below = rows.findIndex((row) => y <= row.getBoundingClientRect().bottom);
      return below < 0 ? rows.length - 1 : below;
    };
    const firstRow = rowAt(down.clientY);
    const move = (event: PointerEvent) => {
      const atMs = viewport.timeAt(event.clientX);
      const row = rowAt(event.clientY);
      const marquee = {
        fromMs: Math.max(0, Math.min(fromMs, atMs)),
        toMs: Math.max(fromMs, atMs),
        first: Math.min(firstRow, row),
        last: Math.max(firstRow, row),
      };
      this.motion.value = { ...STILL, marquee };
      const inside = arrangement.tracks
        .peek()
        .slice(marquee.first, marquee.last + 1)
        .flatMap(({ clips }) => clips)
        .filter(({ start_ms, duration_ms }) => start_ms < marquee.toMs && start_ms + duration_ms > marquee.fromMs);
      arrangement.choose([...kept, ...inside.map(({ id }) => id)]);
    };
    return { move, drop: () => undefined };
  }

  #hit(event: MouseEvent): Hit | null {
    const lane = laneOf(event);
    const track = this.arrangement.tracks.peek().find(({ id }) => id === lane?.dataset.track);
    if (!track) return null;
    const ms = this.viewport.timeAt(event.clientX);
    const id = (event.target as Element).closest<HTMLElement>("[data-clip]")?.dataset.clip;
    const under = id === undefined ? track.clips.slice(...seen(track.clips, ms, ms + 1))[0] : undefined;
    const clip = under ?? track.clips.find((one) => one.id === id);
    if (!clip) return null;
    const px = this.viewport.pxPerMs.peek();
    const widthPx = clip.duration_ms * px;
    const reach = Math.min((event as PointerEvent).pointerType === "touch" ? FINGER_EDGE_PX : EDGE_PX, widthPx / 4);
    const fromStart = (ms - clip.start_ms) * px;
    const edge =
      track.kind === "music" ? null : fromStart < reach ? "start" : widthPx - fromStart < reach ? "end" : null;
    return { track, clip, edge };
  }

  #scrollAlong(event: PointerEvent, lanes: HTMLElement): void {
    const scroller = lanes.parentElement;
    if (!scroller) return;
    const { left, right } = scroller.getBoundingClientRect();
    if (event.clientX > right - AUTOSCROLL_PX) scroller.scrollLeft += AUTOSCROLL_PX / 2;
    else if (event.clientX < left + AUTOSCROLL_PX) scroller.scrollLeft -= AUTOSCROLL_PX / 2;
  }
}

function laneOf(event: Event): HTMLElement | null {
  return (event.target as Element).closest<HTMLElement>("[data-track]");
}
