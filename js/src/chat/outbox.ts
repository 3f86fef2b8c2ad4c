/**
 * Messages on their way to Python, shown at once. A message waits for the files that were chosen before it, so that
 * "all of these" means all of them.
 */
import { signal } from "@preact/signals";
import type { Link } from "../bridge/link";
import type { SendParams } from "../bridge/protocol.gen";
import type { Store } from "../store/store";

export interface Pending {
  key: number;
  text: string;
  error: unknown;
  /** How many messages the store had when this one was written: its echo comes after them. */
  after: number;
  /** The id that Python gave it. */
  message: string | null;
}

const ECHO_PATIENCE_MS = 2_000;

export class Outbox {
  /** Messages that the person took back. */
  readonly withdrawn = signal<ReadonlySet<string>>(new Set());
  readonly #all = signal<readonly Pending[]>([]);
  #tail: Promise<void> = Promise.resolve();
  #nextKey = 1;

  constructor(
    private readonly link: Pick<Link, "call">,
    private readonly store: Store,
    private readonly filesSettled: () => Promise<void>,
  ) {}

  /** What the store does not show yet. */
  get pending(): readonly Pending[] {
    return this.#all.value.filter((pending) => !this.#echoed(pending));
  }

  /** Resolves to whether Python has taken the message. */
  send(text: string): Promise<boolean> {
    const after = this.store.messages.value.length;
    const pending: Pending = { key: this.#nextKey++, text, error: null, after, message: null };
    this.#all.value = [...this.#all.value, pending];
    const settled = this.filesSettled();
    const delivered = this.#tail.then(() => settled).then(() => this.#deliver(pending.key));
    this.#tail = delivered.then(() => undefined);
    return delivered;
  }

  retry(key: number): void {
    const pending = this.#all.value.find((one) => one.key === key);
    if (!pending) return;
    this.drop(key);
    void this.send(pending.text);
  }

  /** Takes back a message that waits behind a running turn. */
  withdraw(message: string): void {
    this.withdrawn.value = new Set(this.withdrawn.value).add(message);
    this.link.call("withdraw", { message }).catch(() => {
      const kept = new Set(this.withdrawn.value);
      kept.delete(message);
      this.withdrawn.value = kept;
    });
  }

  drop(key: number): void {
    this.#all.value = this.#all.value.filter((pending) => pending.key !== key);
  }

  async #deliver(key: number): Promise<boolean> {
    const pending = this.#all.value.find((one) => one.key === key);
    if (!pending) return false;
    try {
      const params: SendParams = { text: pending.text };
      const { result } = await this.link.call<{ message: string }>("send", params);
      this.#change(key, { message: result.message });
      setTimeout(() => this.drop(key), ECHO_PATIENCE_MS);
      return true;
    } catch (error) {
      this.#change(key, { error });
      return false;
    }
  }

  #change(key: number, change: Partial<Pending>): void {
    this.#all.value = this.#all.value.map((one) => (one.key === key ? { ...one, ...change } : one));
  }

  #echoed({ text, after, message }: Pending): boolean {
    return this.store.messages.value.some(
      ({ value }, index) =>
        value.id === message || (index >= after && value.role === "user" && value.text.startsWith(text)),
    );
  }
}
