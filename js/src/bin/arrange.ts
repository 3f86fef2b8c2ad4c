/**
 * What a person does with the files that are here: put them in order, rename them, take them away. It shows at once;
 * what Python then tells is the truth.
 */
import { type Signal, signal } from "@preact/signals";
import type { Link } from "../bridge/link";
import type { MediaItem } from "../bridge/protocol.gen";
import type { Store } from "../store/store";
import type { Transfers } from "./transfers";

export class Bin {
  /** The file whose card is open. */
  readonly opened: Signal<string | null> = signal(null);
  /** The file that hangs on the pointer. */
  readonly dragged: Signal<MediaItem | null> = signal(null);

  constructor(
    private readonly link: Pick<Link, "call">,
    private readonly store: Pick<Store, "media">,
    private readonly transfers: Pick<Transfers, "dismiss">,
    private readonly fail: (error: unknown) => void,
  ) {}

  /** Puts a file where it is then number `to`. */
  move(id: string, to: number): void {
    const before = this.store.media.peek();
    const item = before.find((one) => one.id === id);
    const others = before.filter((one) => one.id !== id);
    const place = Math.min(Math.max(0, to), others.length);
    if (!item || before[place] === item) return;
    this.store.media.value = [...others.slice(0, place), item, ...others.slice(place)];
    const ids = this.store.media.value.map((one) => one.id);
    this.link.call("media_order", { ids }).catch((error: unknown) => {
      this.store.media.value = before;
      this.fail(error);
    });
  }

  shift(id: string, by: number): void {
    this.move(id, this.#placeOf(id) + by);
  }

  /** Puts a file beside another one. */
  drop(id: string, beside: string, side: "before" | "after"): void {
    const at = this.#placeOf(beside) + (side === "after" ? 1 : 0);
    this.move(id, at > this.#placeOf(id) ? at - 1 : at);
  }

  /** Raises `Failure` with the reason why not. */
  async rename(id: string, name: string): Promise<void> {
    await this.link.call("media_rename", { media: id, name });
  }

  remove(id: string): void {
    if (this.opened.peek() === id) this.opened.value = null;
    this.transfers.dismiss(id);
  }

  #placeOf(id: string): number {
    return this.store.media.peek().findIndex((one) => one.id === id);
  }
}
