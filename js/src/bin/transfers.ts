/**
 * The files that this page sends to Python, one after the other so that they arrive in the order they were chosen.
 * A transfer ends when the file is with the back end; from then on the media item of the store stands for it.
 */
import { signal } from "@preact/signals";
import type { Failure } from "../bridge/failure";
import type { Link } from "../bridge/link";
import { uploadFile } from "../bridge/upload";
import type { Pictures } from "./pictures";

export interface Transfer {
  key: number;
  file: File;
  state: "waiting" | "sending" | "failed";
  progress: number;
  /** The media item's id, once Python has begun to receive. */
  media: string | null;
  error: unknown;
}

/** What a transfer's picture is known by until there is a media item. */
export function pictureKey({ key, media }: Pick<Transfer, "key" | "media">): string {
  return media ?? `transfer-${key}`;
}

export class Transfers {
  readonly list = signal<readonly Transfer[]>([]);
  /** Media items that the person took away here. */
  readonly dismissed = signal<ReadonlySet<string>>(new Set());
  readonly #aborts = new Map<number, AbortController>();
  #tail: Promise<void> = Promise.resolve();
  #nextKey = 1;

  constructor(
    private readonly link: Pick<Link, "call">,
    private readonly until: AbortSignal,
    private readonly pictures: Pick<Pictures, "remember" | "rename">,
  ) {
    until.addEventListener("abort", () => {
      for (const abort of this.#aborts.values()) abort.abort();
    });
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const transfer: Transfer = {
        key: this.#nextKey++,
        file,
        state: "waiting",
        progress: 0,
        media: null,
        error: null,
      };
      this.list.value = [...this.list.value, transfer];
      this.#aborts.set(transfer.key, new AbortController());
      this.pictures.remember(pictureKey(transfer), file);
      this.#tail = this.#tail.then(() => this.#run(transfer.key));
    }
  }

  /** Resolves when every transfer that was added until now has come to an end. */
  settled(): Promise<void> {
    return this.#tail;
  }

  /** Stops a transfer, or forgets one that failed. */
  cancel(key: number): void {
    const transfer = this.#find(key);
    this.#aborts.get(key)?.abort();
    if (transfer?.media) this.dismiss(transfer.media);
    this.#drop(key);
  }

  retry(key: number): void {
    const transfer = this.#find(key);
    if (!transfer) return;
    this.cancel(key);
    this.add([transfer.file]);
  }

  /** Takes a media item away. It is out of sight at once, and there again if Python did not hear of it. */
  dismiss(media: string): void {
    this.dismissed.value = new Set(this.dismissed.value).add(media);
    if (this.until.aborted) return;
    this.link.call("media_remove", { media }).catch(() => {
      const kept = new Set(this.dismissed.value);
      kept.delete(media);
      this.dismissed.value = kept;
    });
  }

  async #run(key: number): Promise<void> {
    const transfer = this.#find(key);
    const abort = this.#aborts.get(key);
    if (!transfer || !abort || abort.signal.aborted) return;
    this.#change(key, { state: "sending" });
    try {
      await uploadFile(this.link, transfer.file, {
        signal: abort.signal,
        onBegin: (media) => {
          this.pictures.rename(pictureKey(transfer), media);
          this.#change(key, { media });
        },
        onProgress: (progress) => this.#change(key, { progress }),
      });
      this.#drop(key);
    } catch (error) {
      if (abort.signal.aborted) this.#drop(key);
      else this.#change(key, { state: "failed", error: error as Failure });
    }
  }

  #find(key: number): Transfer | undefined {
    return this.list.value.find((transfer) => transfer.key === key);
  }

  #change(key: number, change: Partial<Transfer>): void {
    this.list.value = this.list.value.map((transfer) => (transfer.key === key ? { ...transfer, ...change } : transfer));
  }

  #drop(key: number): void {
    this.#aborts.delete(key);
    this.list.value = this.list.value.filter((transfer) => transfer.key !== key);
  }
}
