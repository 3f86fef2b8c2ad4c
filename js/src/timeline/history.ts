/**
 * How far Undo and Redo go: what the back end says, and where it says nothing, as far as the page can know. Then a
 * change is an undo when the message that made it asks for one and the draft is one that was there before; a redo
 * likewise. Any other change is an edit.
 */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Store } from "../store/store";

const UNDO = /\bundo\b|撤销|撤消|取消上一步/i;
const REDO = /\bredo\b|重做|恢复/i;
const NOTHING = "null";

export class History {
  /** Whether there is an edit that could be undone: without one there is no draft. */
  readonly canUndo: ReadonlySignal<boolean>;
  /** Whether something was undone, and nothing edited since. */
  readonly canRedo: ReadonlySignal<boolean>;
  readonly #canUndo = signal(false);
  readonly #canRedo = signal(false);
  /** Drafts before and after the one of now; those of before this page are not known. */
  #past: string[] = [];
  #future: string[] = [];
  #now: string | undefined;

  constructor(
    private readonly store: Pick<Store, "ready" | "draft" | "timeline" | "messages">,
    until: AbortSignal,
  ) {
    this.canUndo = computed(() => told(store.timeline.value.undo_steps) ?? this.#canUndo.value);
    this.canRedo = computed(() => told(store.timeline.value.redo_steps) ?? this.#canRedo.value);
    const stop = effect(() => {
      const timeline = store.timeline.value;
      const draft = store.draft.value ?? (timeline.tracks.length > 0 ? timeline : null);
      if (store.ready.value) this.#see(JSON.stringify(draft));
    });
    until.addEventListener("abort", stop);
  }

  #see(draft: string): void {
    const before = this.#now;
    if (draft === before) return;
    this.#now = draft;
    if (before !== undefined) this.#move(before, draft);
    this.#canUndo.value = draft !== NOTHING;
    this.#canRedo.value = this.#future.length > 0;
  }

  #move(before: string, draft: string): void {
    const asked = this.#asked();
    if (UNDO.test(asked) && (this.#past.length === 0 || this.#past.includes(draft))) {
      const steps = this.#past.splice(Math.max(0, this.#past.lastIndexOf(draft)));
      this.#future.push(before, ...steps.slice(1).reverse());
    } else if (REDO.test(asked) && this.#future.includes(draft)) {
      const steps = this.#future.splice(this.#future.lastIndexOf(draft));
      this.#past.push(before, ...steps.slice(1).reverse());
    } else {
      this.#past.push(before);
      this.#future = [];
    }
  }

  /** What was said in the turn that changes the draft. */
  #asked(): string {
    const said = this.store.messages.peek().map((message) => message.peek());
    return said.findLast(({ role, queued }) => role === "user" && !queued)?.text ?? "";
  }
}

function told(steps: number | null | undefined): boolean | null {
  return typeof steps === "number" ? steps > 0 : null;
}
