/**
 * The timeline as the person sees it: what Python told, with the gestures that are on their way already applied.
 * The timeline that arrives is the truth, but for gestures still waiting their turn; when the last turn ends without
 * one, the gesture was refused and slides back.
 */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { TimelineClip, TimelineTrack } from "../bridge/protocol.gen";
import type { Store } from "../store/store";
import { History } from "./history";
import { type Gesture, sentenceFor } from "./sentences";

export class Arrangement {
  readonly tracks: ReadonlySignal<readonly TimelineTrack[]>;
  readonly selected = signal<string | null>(null);
  /** The clip that the keyboard was sent to; a new object each time. */
  readonly focused = signal<{ clip: string } | null>(null);
  readonly history: History;
  readonly #underWay = signal<readonly Gesture[]>([]);

  constructor(
    store: Store,
    private readonly say: (sentence: string) => Promise<boolean>,
    until: AbortSignal,
  ) {
    this.history = new History(store, until);
    this.tracks = computed(() =>
      store.timeline.value.tracks.map((track) =>
        track.kind === "video" ? { ...track, clips: arranged(track.clips, this.#underWay.value) } : track,
      ),
    );
    const forget = [
      effect(() => {
        store.timeline.value;
        const waiting = store.queued.peek();
        this.#underWay.value = waiting > 0 ? this.#underWay.peek().slice(-waiting) : [];
      }),
      effect(() => {
        if (!store.running.value) this.#underWay.value = [];
      }),
    ];
    until.addEventListener("abort", () => {
      for (const stop of forget) stop();
    });
  }

  /** The video clips in the order that is shown. */
  get clips(): readonly TimelineClip[] {
    return this.tracks.value.filter(({ kind }) => kind === "video").flatMap(({ clips }) => clips);
  }

  move(clip: string, to: number): void {
    const from = this.clips.findIndex(({ id }) => id === clip);
    const place = Math.min(Math.max(0, to), this.clips.length - 1);
    if (from >= 0 && from !== place) this.#do({ kind: "move", clip, to: place });
  }

  remove(clip: string): void {
    const { clips } = this;
    const index = clips.findIndex(({ id }) => id === clip);
    if (index < 0) return;
    this.#do({ kind: "remove", clip });
    const next = (clips[index + 1] ?? clips[index - 1])?.id;
    this.selected.value = next ?? null;
    if (next) this.focus(next);
  }

  focus(clip: string): void {
    this.selected.value = clip;
    this.focused.value = { clip };
  }

  undo(): void {
    if (this.history.canUndo.peek()) void this.say("Undo.");
  }

  redo(): void {
    if (this.history.canRedo.peek()) void this.say("Redo.");
  }

  #do(gesture: Gesture): void {
    const sentence = sentenceFor(gesture, this.clips);
    this.#underWay.value = [...this.#underWay.value, gesture];
    void this.say(sentence).then((taken) => {
      if (!taken) this.#underWay.value = this.#underWay.value.filter((one) => one !== gesture);
    });
  }
}

/** The clips after the gestures, abutting again. */
export function arranged(clips: readonly TimelineClip[], gestures: readonly Gesture[]): TimelineClip[] {
  const order = [...clips];
  for (const gesture of gestures) {
    const index = order.findIndex(({ id }) => id === gesture.clip);
    if (index < 0) continue;
    const [clip] = order.splice(index, 1);
    if (gesture.kind === "move" && clip) order.splice(gesture.to, 0, clip);
  }
  if (gestures.length === 0) return order;
  let startMs = clips[0]?.start_ms ?? 0;
  return order.map((clip) => {
    const placed = { ...clip, start_ms: startMs };
    startMs += clip.duration_ms;
    return placed;
  });
}
