/** The timeline by keyboard: everything that a pointer can do, on the clip that has the focus and those that are chosen. */
import type { TimelineClip } from "../bridge/protocol.gen";
import type { Arrangement } from "./arrangement";
import { shownAt, trimmed } from "./trimming";

const STEP_MS = 100;
const LARGE_STEP_MS = 1000;

export interface Context {
  arrangement: Arrangement;
  filmMs(clip: TimelineClip): number | null;
  edit(clip: TimelineClip): void;
  /** Tells a screen reader what has become of it. */
  announce(what: (clip: TimelineClip) => string): void;
  words: {
    clip(name: string, startMs: number, endMs: number): string;
    chosen(count: number): string;
    lasts(name: string, ms: number): string;
    placed(name: string, place: number, count: number): string;
  };
}

/** Whether the key was one of the timeline's. */
export function press(event: KeyboardEvent, id: string, context: Context): boolean {
  const { arrangement } = context;
  const track = arrangement.trackOf(id);
  const clip = arrangement.find(id);
  if (!track || !clip) return false;
  const { key, altKey, shiftKey } = event;
  const command = event.ctrlKey || event.metaKey;
  const chosen = arrangement.selected.peek().has(id) ? arrangement.selected.peek() : new Set([id]);
  const index = track.clips.findIndex((one) => one.id === id);
  const step = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;

  if (command && key.toLowerCase() === "a") {
    arrangement.commit();
    arrangement.choose(
      arrangement.tracks.peek().flatMap(({ clips }) => clips.map((one) => one.id)),
      id,
    );
    context.announce(() => context.words.chosen(arrangement.selected.peek().size));
  } else if (command) return false;
  else if (key === "Delete" || key === "Backspace") {
    arrangement.commit();
    arrangement.remove(chosen);
  } else if (key === "Enter" && track.kind === "text") context.edit(clip);
  else if (key === "F2" && track.kind === "text") context.edit(clip);
  else if (key === "Escape") {
    arrangement.trying.value = null;
    arrangement.choose([id]);
  } else if (step && altKey && track.kind === "video") {
    arrangement.commit();
    const order = arrangement.clips.filter((one) => !chosen.has(one.id));
    const first = arrangement.clips.findIndex((one) => chosen.has(one.id));
    if (arrangement.move([...chosen], Math.min(order.length, Math.max(0, first + step)))) {
      arrangement.focused.value = { clip: id };
      context.announce(() => {
        const now = arrangement.clips;
        return context.words.placed(clip.name, now.findIndex((one) => one.id === id) + 1, now.length);
      });
    }
  } else if (step && altKey && track.kind === "text") {
    const by = step * (shiftKey ? LARGE_STEP_MS : STEP_MS);
    const end = clip.start_ms + clip.duration_ms;
    arrangement.tryLater(shownAt(clip, clip.start_ms + by, end + by, arrangement.durationMs.peek(), null));
    context.announce((now) => context.words.clip(now.name, now.start_ms, now.start_ms + now.duration_ms));
  } else if (step && shiftKey) {
    const next = track.clips[index + step];
    if (!next) return true;
    arrangement.extendTo(next.id);
    arrangement.focused.value = { clip: next.id };
    context.announce(() => context.words.chosen(arrangement.selected.peek().size));
  } else if (step) go(arrangement, track.clips[index + step]);
  else if (key === "Home" || key === "End") go(arrangement, key === "Home" ? track.clips[0] : track.clips.at(-1));
  else if (key === "ArrowUp" || key === "ArrowDown") {
    const tracks = arrangement.tracks.peek();
    const beside = tracks[tracks.indexOf(track) + (key === "ArrowUp" ? -1 : 1)];
    go(
      arrangement,
      beside?.clips.find((one) => one.start_ms + one.duration_ms > clip.start_ms) ?? beside?.clips.at(-1),
    );
  } else if ("[]{}".includes(key) && track.kind !== "music") {
    trim(
      key === "[" || key === "{" ? -1 : 1,
      key === "{" || key === "}" || altKey ? "start" : "end",
      clip,
      track.kind,
      context,
    );
  } else return false;
  return true;
}

/** Without Shift the end moves, with Shift the start; by the tenth of a second. */
function trim(way: number, edge: "start" | "end", clip: TimelineClip, kind: string, context: Context): void {
  const { arrangement } = context;
  const by = way * STEP_MS;
  const end = clip.start_ms + clip.duration_ms;
  if (kind === "text") {
    const limit = arrangement.durationMs.peek();
    arrangement.tryLater(
      edge === "end"
        ? shownAt(clip, clip.start_ms, end + by, limit, edge)
        : shownAt(clip, clip.start_ms + by, end, limit, edge),
    );
    context.announce((now) => context.words.clip(now.name, now.start_ms, now.start_ms + now.duration_ms));
    return;
  }
  const longer = edge === "end" ? by : -by;
  const chosen = arrangement.selected.peek();
  const photos = arrangement.clips.filter((one) => chosen.has(one.id) && context.filmMs(one) === null);
  const gesture = trimmed(clip, edge, clip.duration_ms + longer, context.filmMs(clip));
  const several = gesture.kind === "last" && chosen.has(clip.id) && photos.length > 1;
  arrangement.tryLater(several ? { ...gesture, clips: photos.map(({ id }) => id) } : gesture);
  context.announce((now) => context.words.lasts(now.name, now.duration_ms));
}

function go(arrangement: Arrangement, clip: TimelineClip | undefined): void {
  if (!clip) return;
  arrangement.commit();
  arrangement.focus(clip.id);
}
