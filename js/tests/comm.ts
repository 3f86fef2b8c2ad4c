/** Python's end of the comm, for tests: takes calls, and sends what a test makes it send. */
import { expect, vi } from "vitest";
import type { Model, Traits } from "../src/bridge/link";
import type { Answer, ChatMessage, Envelope, MediaItem, Snapshot } from "../src/bridge/protocol.gen";

export interface Called {
  id: number;
  view: string;
  method: string;
  params: Record<string, unknown>;
  buffers: ArrayBuffer[];
}

type Handler = (call: Called) => Record<string, unknown> | undefined | Promise<Record<string, unknown> | undefined>;

export class Comm implements Model {
  readonly calls: Called[] = [];
  /** Methods that are answered by themselves. One that gives undefined leaves the call open. */
  readonly handlers: Record<string, Handler> = {};
  readonly traits: Traits = { language: "en", theme: "light", skill_title: "Test" };
  readonly #listeners = new Map<string, Set<(...args: never[]) => void>>();
  #n = 0;

  get<K extends keyof Traits>(key: K): Traits[K] {
    return this.traits[key];
  }

  on(event: string, callback: (...args: never[]) => void): void {
    const all = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, all.add(callback));
  }

  off(event: string, callback: (...args: never[]) => void): void {
    this.#listeners.get(event)?.delete(callback);
  }

  get listening(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  send(content: unknown, _callbacks?: unknown, buffers: ArrayBuffer[] = []): void {
    const call = { ...(content as Omit<Called, "buffers">), buffers };
    this.calls.push(call);
    const handler = this.handlers[call.method];
    if (!handler) return;
    void Promise.resolve()
      .then(() => handler(call))
      .then(
        (result) => result && this.answer(call, result),
        (error: Error) => this.refuse(call, error.message),
      );
  }

  called(method: string): Called[] {
    return this.calls.filter((call) => call.method === method);
  }

  async nextCall(method: string, count = 1): Promise<Called> {
    await vi.waitFor(() => expect(this.called(method).length).toBeGreaterThanOrEqual(count));
    return this.called(method)[count - 1] as Called;
  }

  answer({ id, view }: Called, result: Record<string, unknown> = {}, buffers: DataView[] = []): void {
    this.deliver({ kind: "answer", id, view, result, error: null } satisfies Answer, buffers);
  }

  refuse({ id, view }: Called, error: string): void {
    this.deliver({ kind: "answer", id, view, result: null, error } satisfies Answer);
  }

  /** Sends events, numbered on. */
  emit(...events: Envelope["events"]): void {
    this.deliver({ kind: "events", n: ++this.#n, events });
  }

  /** An envelope that got lost on its way. */
  lose(): void {
    this.#n++;
  }

  get n(): number {
    return this.#n;
  }

  change(name: keyof Traits, value: string): void {
    this.traits[name] = value;
    for (const callback of this.#listeners.get(`change:${name}`) ?? []) (callback as () => void)();
  }

  /** An event of the host's model. */
  trigger(event: string): void {
    for (const callback of [...(this.#listeners.get(event) ?? [])]) (callback as () => void)();
  }

  deliver(message: Envelope | Answer, buffers: DataView[] = []): void {
    for (const callback of [...(this.#listeners.get("msg:custom") ?? [])]) {
      (callback as unknown as (message: unknown, buffers: DataView[]) => void)(message, buffers);
    }
  }
}

export function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    n: 0,
    language: "en",
    skill: {
      name: "best-image-to-video",
      title: "Best Image to Video",
      greeting: "Add your photos.",
      examples: ["Make a 30-second video", "Make it vertical", "Cut on the beat"],
      tip: "Large images come out sharper.",
      formats: ["JPG", "PNG"],
      typical_seconds: "30–60",
    },
    connection: { state: "ready", label: "on this machine", remote: false, host: "", language_model: "" },
    media: [],
    messages: [],
    activity: null,
    running: false,
    queued: 0,
    timeline: {
      tracks: [],
      duration_ms: 0,
      width: 1920,
      height: 1080,
      fps: 30,
      ratio: "16:9",
      undo_steps: null,
      redo_steps: null,
    },
    draft: null,
    export: { state: "idle", progress: 0, left_s: null, label: "", error: null },
    videos: [],
    ...change,
  };
}

export function message(change: Partial<ChatMessage> & { id: string }): ChatMessage {
  return { role: "assistant", text: "", done: true, queued: false, link: null, next_steps: [], ...change };
}

export function mediaItem(change: Partial<MediaItem> & { id: string; name: string }): MediaItem {
  return {
    kind: "image",
    size_bytes: 1000,
    status: "ready",
    progress: 1,
    error: null,
    hash: `hash-${change.id}`,
    width: 1600,
    height: 1200,
    duration_s: null,
    wire_name: null,
    ...change,
  };
}
