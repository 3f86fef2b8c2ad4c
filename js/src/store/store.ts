/**
 * What Python told this view, as signals. Nothing here is ever sent back; what only the page knows lives with the
 * part of the page that it belongs to.
 */
import { batch, type Signal, signal } from "@preact/signals";
import type {
  ChatMessage,
  Connection,
  Envelope,
  ExportState,
  MediaItem,
  SkillCard,
  Snapshot,
  Timeline,
  VideoInfo,
} from "../bridge/protocol.gen";
import type { Mirror } from "../bridge/sync";
import { grow } from "./grow";

type PageEvent = Envelope["events"][number];

const NO_TIMELINE: Timeline = {
  tracks: [],
  duration_ms: 0,
  width: 1920,
  height: 1080,
  fps: 30,
  ratio: "16:9",
  undo_steps: null,
  redo_steps: null,
};

export class Store implements Mirror {
  /** Whether a snapshot has arrived. */
  readonly ready = signal(false);
  readonly skill = signal<SkillCard | null>(null);
  readonly connection = signal<Connection>({ state: "idle", label: "", remote: false, host: "", language_model: "" });
  readonly media = signal<readonly MediaItem[]>([]);
  /** A signal a message, so that a growing answer redraws itself alone. */
  readonly messages = signal<readonly Signal<ChatMessage>[]>([]);
  readonly activity = signal<string | null>(null);
  readonly running = signal(false);
  readonly queued = signal(0);
  readonly timeline = signal<Timeline>(NO_TIMELINE);
  readonly draft = signal<Record<string, unknown> | null>(null);
  readonly export = signal<ExportState>({ state: "idle", progress: 0, left_s: null, label: "", error: null });
  readonly videos = signal<readonly VideoInfo[]>([]);
  readonly #byId = new Map<string, Signal<ChatMessage>>();

  load(snapshot: Snapshot): void {
    batch(() => {
      this.skill.value = snapshot.skill;
      this.connection.value = snapshot.connection;
      this.media.value = snapshot.media;
      this.#loadMessages(snapshot.messages);
      this.activity.value = snapshot.activity;
      this.running.value = snapshot.running;
      this.queued.value = snapshot.queued;
      this.timeline.value = snapshot.timeline;
      this.draft.value = snapshot.draft;
      this.export.value = snapshot.export;
      this.videos.value = snapshot.videos;
      this.ready.value = true;
    });
  }

  apply(events: readonly PageEvent[]): boolean {
    return batch(() => events.every((event) => this.#applyOne(event)));
  }

  #applyOne(event: PageEvent): boolean {
    switch (event.type) {
      case "connection":
        this.connection.value = event.connection;
        return true;
      case "media":
        this.media.value = upserted(this.media.value, event.item);
        return true;
      case "media_list": {
        const known = new Map(this.media.value.map((item) => [item.id, item]));
        const listed = event.ids.flatMap((id) => known.get(id) ?? []);
        this.media.value = listed;
        return listed.length === event.ids.length;
      }
      case "message":
        this.#putMessage(event.message);
        return true;
      case "message_finished": {
        const message = this.#byId.get(event.id);
        if (message) message.value = { ...message.value, done: true, next_steps: event.next_steps };
        return message !== undefined;
      }
      case "message_removed":
        this.#byId.delete(event.id);
        this.messages.value = this.messages.value.filter((message) => message.peek().id !== event.id);
        return true;
      case "delta": {
        const message = this.#byId.get(event.id);
        const text = message && grow(message.value.text, event.offset, event.text);
        if (message === undefined || text === undefined) return false;
        if (text !== message.value.text) message.value = { ...message.value, text };
        return true;
      }
      case "activity":
        this.activity.value = event.label;
        return true;
      case "turn":
        this.running.value = event.running;
        this.queued.value = event.queued;
        return true;
      case "timeline":
        this.timeline.value = event.timeline;
        this.draft.value = event.draft;
        return true;
      case "export":
        this.export.value = event.export;
        return true;
      case "video":
        this.videos.value = upserted(this.videos.value, event.video);
        return true;
      case "replaced":
        return false; // nothing that is shown holds any more: a snapshot is needed
      default:
        return true; // a kind that a newer Python knows
    }
  }

  #loadMessages(messages: readonly ChatMessage[]): void {
    const known = new Map(this.#byId);
    this.#byId.clear();
    this.messages.value = messages.map((message) => {
      const kept = known.get(message.id) ?? signal(message);
      kept.value = message;
      this.#byId.set(message.id, kept);
      return kept;
    });
  }

  #putMessage(message: ChatMessage): void {
    const known = this.#byId.get(message.id);
    if (known) {
      known.value = message;
    } else {
      const added = signal(message);
      this.#byId.set(message.id, added);
      this.messages.value = [...this.messages.value, added];
    }
  }
}

function upserted<T extends { id: string }>(items: readonly T[], item: T): T[] {
  const index = items.findIndex(({ id }) => id === item.id);
  return index < 0 ? [...items, item] : items.with(index, item);
}
