/**
 * The timeline as the person sees it: what Python told, with the gestures that are on their way already applied.
 *
 * A gesture is on its way until its turn has ended. What the back end then has is the truth: a gesture that it did not
 * follow slides back, and `refused` says why, in its own words.
 */
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { ChatMessage, MediaItem, TimelineClip, TimelineTrack } from "../bridge/protocol.gen";
import type { Store } from "../store/store";
import { arranged, type Gesture, isMet } from "./gestures";
import { History } from "./history";
import { sentenceFor, tongueOf } from "./sentences";

interface UnderWay {
  gesture: Gesture;
  sentence: string;
  /** How many messages there were before it. */
  after: number;
  /** The message that said it, once it is known. */
  message: string | null;
}

const PAUSE_MS = 700;

export class Arrangement {
  readonly tracks: ReadonlySignal<readonly TimelineTrack[]>;
  /** How long the video is with the gestures, in ms. */
  readonly durationMs: ReadonlySignal<number>;
  readonly selected = signal<ReadonlySet<string>>(new Set());
  /** The clip that the keyboard is at. */
  readonly cursor = signal<string | null>(null);
  /** The clip that the keyboard was sent to; a new object each time. */
  readonly focused = signal<{ clip: string } | null>(null);
  /** The text whose words are being changed. */
  readonly editing = signal<string | null>(null);
  /** A gesture that the hand still makes: shown, not said. */
  readonly trying = signal<Gesture | null>(null);
  /** Why a gesture was not followed; null when there is nothing to say. */
  readonly refused: Signal<string | null> = signal(null);
  readonly history: History;
  readonly #underWay = signal<readonly UnderWay[]>([]);
  /** How many answers there were when the first gesture that is under way began, or the last one ended. */
  #answersBefore = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store,
    private readonly say: (sentence: string) => Promise<boolean>,
    private readonly language: () => string,
    until: AbortSignal,
  ) {
    this.history = new History(store, until);
    const settled = computed(() =>
      arranged(
        store.timeline.value.tracks,
        this.#underWay.value.map(({ gesture }) => gesture),
      ),
    );
    this.tracks = computed(() => (this.trying.value ? arranged(settled.value, [this.trying.value]) : settled.value));
    this.durationMs = computed(() => {
      const changed = this.trying.value !== null || this.#underWay.value.length > 0;
      const ends = this.clips.at(-1);
      return changed && ends ? ends.start_ms + ends.duration_ms : store.timeline.value.duration_ms;
    });
    const stop = effect(() => {
      if (this.#underWay.value.length === 0) return; // nothing to look for, however long the conversation
      for (const message of store.messages.value) message.value;
      store.running.value;
      store.timeline.value;
      this.#settle();
    });
    until.addEventListener("abort", () => {
      stop();
      clearTimeout(this.#pause);
    });
  }

  /** The video clips in the order that is shown. */
  get clips(): readonly TimelineClip[] {
    return this.tracks.value.filter(({ kind }) => kind === "video").flatMap(({ clips }) => clips);
  }

  trackOf(clip: string): TimelineTrack | undefined {
    return this.tracks.value.find(({ clips }) => clips.some(({ id }) => id === clip));
  }

  find(clip: string): TimelineClip | undefined {
    return this.trackOf(clip)?.clips.find(({ id }) => id === clip);
  }

  /** Whether any gesture's fate is still open. */
  get busy(): boolean {
    return this.#underWay.value.length > 0;
  }

  // -- what is chosen ----------------------------------------------------------------------------------------------

  choose(clips: Iterable<string>, cursor?: string | null): void {
    this.selected.value = new Set(clips);
    this.cursor.value = cursor === undefined ? ([...this.selected.value].at(-1) ?? null) : cursor;
  }

  toggle(clip: string): void {
    const chosen = new Set(this.selected.peek());
    if (!chosen.delete(clip)) chosen.add(clip);
    this.choose(chosen, clip);
  }

  /** From the clip of the keyboard to this one, on one track. */
  extendTo(clip: string): void {
    const clips = this.trackOf(clip)?.clips ?? [];
    const to = clips.findIndex(({ id }) => id === clip);
    const chosen = clips.findIndex(({ id }) => id === this.#anchor(clips.map(({ id }) => id)));
    const from = chosen < 0 ? to : chosen;
    const between = clips.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ id }) => id);
    this.choose(from <= to ? between : between.reverse(), clip);
  }

  focus(clip: string): void {
    this.choose([clip]);
    this.focused.value = { clip };
  }

  /** The end of the selection that stays while the other one moves. */
  #anchor(ids: readonly string[]): string | undefined {
    return [...this.selected.peek()].find((id) => ids.includes(id)) ?? this.cursor.peek() ?? undefined;
  }

  // -- gestures ----------------------------------------------------------------------------------------------------

  /** Moves the chosen video clips before the one that is then number `to` (from 0). */
  move(clips: readonly string[], to: number): boolean {
    const order = this.clips.map(({ id }) => id);
    const chosen = order.filter((id) => clips.includes(id));
    const place = Math.min(Math.max(0, to), order.length - chosen.length);
    const gesture: Gesture = { kind: "move", clips: chosen, to: place };
    const now = arranged(this.tracks.value, [gesture]).filter(({ kind }) => kind === "video");
    const same = now.flatMap((track) => track.clips).every(({ id }, index) => id === order[index]);
    if (chosen.length === 0 || same) return false;
    this.do(gesture);
    return true;
  }

  /** Puts a file of the bin before the clip that is number `to` (from 0), a sound under all of them. */
  insert(item: MediaItem, to: number): boolean {
    const { hash, name, kind, duration_s } = item;
    if (!hash || this.clips.length === 0) return false;
    const file = { source: hash, name, filmMs: kind === "video" && duration_s ? duration_s * 1000 : null };
    if (kind === "audio") this.do({ kind: "music", file });
    else this.do({ kind: "insert", file, to, before: new Set(this.clips.map(({ id }) => id)) });
    return true;
  }

  /** Behind the chosen clips, or at the end. */
  append(item: MediaItem): boolean {
    const last = this.clips.findLastIndex(({ id }) => this.selected.peek().has(id));
    return this.insert(item, last < 0 ? this.clips.length : last + 1);
  }

  /** Takes what is chosen off the timeline: a sentence for the clips, one for each text, one for the music. */
  remove(ids: ReadonlySet<string>): void {
    const last = [...ids].at(-1);
    const from = last === undefined ? undefined : this.trackOf(last);
    const index = from?.clips.findIndex(({ id }) => id === last) ?? -1;
    const next =
      from?.clips.slice(index + 1).find(({ id }) => !ids.has(id)) ??
      from?.clips.slice(0, Math.max(0, index)).findLast(({ id }) => !ids.has(id));
    const videos: string[] = [];
    for (const { kind, clips } of this.tracks.value) {
      for (const { id } of clips) {
        if (!ids.has(id)) continue;
        if (kind === "video") videos.push(id);
        else if (kind === "text") this.do({ kind: "remove-text", text: id });
        else if (kind === "music") this.do({ kind: "remove-music" });
      }
    }
    if (videos.length > 0) this.do({ kind: "remove", clips: videos });
    if (next) this.focus(next.id);
    else this.choose([]);
  }

  undo(): void {
    this.commit();
    if (this.history.canUndo.peek()) void this.say(tongueOf(this.language()).undo);
  }

  redo(): void {
    this.commit();
    if (this.history.canRedo.peek()) void this.say(tongueOf(this.language()).redo);
  }

  /** Shows a gesture that goes on: it is said when it comes to rest. */
  tryLater(gesture: Gesture): void {
    this.trying.value = gesture;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.commit(), PAUSE_MS);
  }

  /** Says the gesture that was tried, if there is one. */
  commit(): void {
    clearTimeout(this.#pause);
    const gesture = this.trying.peek();
    this.trying.value = null;
    if (gesture && !isMet(gesture, { tracks: [...this.tracks.peek()] })) this.do(gesture);
  }

  do(gesture: Gesture): void {
    const sentence = sentenceFor(gesture, this.tracks.peek(), this.language());
    const one: UnderWay = { gesture, sentence, after: this.store.messages.peek().length, message: null };
    this.refused.value = null;
    if (this.#underWay.peek().length === 0) this.#answersBefore = this.#answers().length;
    this.#underWay.value = [...this.#underWay.peek(), one];
    void this.say(sentence).then((taken) => {
      if (taken) this.#settle();
      else this.#underWay.value = this.#underWay.peek().filter((other) => other !== one);
    });
  }

  /** Forgets the gestures whose turn has ended, and tells of those that were not followed. */
  #settle(): void {
    const underWay = this.#underWay.peek();
    if (underWay.length === 0) return;
    const messages = this.store.messages.peek().map((message) => message.peek());
    const taken = new Set(underWay.map(({ message }) => message));
    const withdrawn: UnderWay[] = [];
    const ended = underWay.filter((one) => {
      const at = messages.findIndex(({ id, role, text }, index) =>
        one.message === null
          ? index >= one.after && role === "user" && text === one.sentence && !taken.has(id)
          : id === one.message,
      );
      const said = messages[at];
      if (!said) {
        if (one.message !== null) withdrawn.push(one);
        return false;
      }
      one.message = said.id;
      taken.add(said.id);
      if (said.queued) return false;
      const later = messages.slice(at + 1);
      const answered = later.some(({ role, done }) => role !== "user" && done);
      return (answered && !this.store.running.peek()) || later.some(({ role, queued }) => role === "user" && !queued);
    });
    if (withdrawn.length > 0) this.#underWay.value = underWay.filter((one) => !withdrawn.includes(one));
    if (ended.length === 0) return;
    const open = this.#underWay.peek().filter((one) => !ended.includes(one));
    const answers = this.#answers();
    // How it is now tells of the last one that was answered. Where several answers came at once, the timeline may be
    // that of a gesture after this one.
    const isOfLast = open.length === 0 || answers.length - this.#answersBefore <= 1;
    this.#answersBefore = answers.length;
    const last = ended.at(-1);
    const missed = isOfLast && last !== undefined && !isMet(last.gesture, this.store.timeline.peek());
    this.#underWay.value = open;
    if (missed) this.refused.value = answers.findLast(({ text }) => text !== "")?.text ?? "";
  }

  #answers(): ChatMessage[] {
    return this.store.messages.peek().flatMap((message) => {
      const { role, done } = message.peek();
      return role !== "user" && done ? [message.peek()] : [];
    });
  }
}
