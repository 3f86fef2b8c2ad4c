/**
 * Calls and answers over the widget's comm.
 *
 * - Every `Call` gets exactly one `Answer`, which every view of the model receives; a view takes only its own.
 * - A kernel that runs a cell may answer minutes later, so a call waits for ever unless it is given a time limit.
 *   `slow` tells the person meanwhile.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { Failure } from "./failure";
import { newViewId } from "./ids";
import type { Answer, Call, Envelope } from "./protocol.gen";

export interface Traits {
  language: string;
  theme: string;
  skill_title: string;
}

/** What the bridge needs of anywidget's model. */
export interface Model {
  get<K extends keyof Traits>(key: K): Traits[K];
  on(event: string, callback: (...args: never[]) => void): void;
  off(event: string, callback: (...args: never[]) => void): void;
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBuffer[]): void;
  /** The host's, whatever that is. */
  widget_manager?: unknown;
}

export interface Reply<R> {
  result: R;
  buffers: DataView[];
}

export interface CallOptions {
  buffers?: ArrayBuffer[];
  timeoutMs?: number;
  signal?: AbortSignal;
  /** The answer comes when the work is done, so that waiting for it says nothing about the kernel. */
  long?: boolean;
}

interface Waiting {
  long: boolean;
  send(): void;
  resolve(reply: Reply<never>): void;
  reject(failure: Failure): void;
}

const SLOW_AFTER_MS = 3_000;

export class Link {
  readonly view = newViewId();
  /** Whether some call has been without an answer for a while: the kernel is busy, or gone. */
  readonly slow: ReadonlySignal<boolean>;
  /** Whether the other end of the comm is gone for good. Calls fail at once then. */
  readonly lost: ReadonlySignal<boolean>;
  readonly #slow = signal(false);
  readonly #lost = signal(false);
  readonly #waiting = new Map<number, Waiting>();
  #slowTimer: ReturnType<typeof setTimeout> | undefined;
  #nextId = 1;
  #closed = false;

  constructor(
    private readonly model: Model,
    private readonly onEnvelope: (envelope: Envelope) => void,
  ) {
    this.slow = this.#slow;
    this.lost = this.#lost;
    model.on("msg:custom", this.#receive);
  }

  /** Raises `Failure`: refused, no answer in time, or the view was closed or the call aborted. */
  call<R = Record<string, never>>(method: string, params: object = {}, options: CallOptions = {}): Promise<Reply<R>> {
    return this.#lost.peek() ? Promise.reject(new Failure("closed")) : this.#call(method, params, options);
  }

  /**
   * The host says that the kernel or the comm has ended: nothing more is waited for. Hosts do not say it reliably, so
   * one question goes out; should it be answered, the link is found again.
   */
  lose(): void {
    if (this.#closed || this.#lost.peek()) return;
    this.#lost.value = true;
    for (const waiting of [...this.#waiting.values()]) waiting.reject(new Failure("closed"));
    this.#call("snapshot", {}, { long: true }).then(
      () => {
        this.#lost.value = false;
      },
      () => undefined,
    );
  }

  /** The connection was cut and is there again. What was on its way may be lost; Python does no call twice. */
  sendAgain(): void {
    for (const waiting of [...this.#waiting.values()]) waiting.send();
  }

  #call<R>(
    method: string,
    params: object,
    { buffers = [], timeoutMs, signal, long = false }: CallOptions,
  ): Promise<Reply<R>> {
    return new Promise((resolve, reject) => {
      if (this.#closed || signal?.aborted) {
        reject(new Failure("closed"));
        return;
      }
      const id = this.#nextId++;
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => fail(new Failure("no-answer")), timeoutMs);
      const onAbort = () => fail(new Failure("closed"));
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        this.#waiting.delete(id);
        this.#watchSlowness();
      };
      const fail = (failure: Failure) => {
        settle();
        reject(failure);
      };
      const call: Call = { kind: "call", id, view: this.view, method, params: params as Record<string, unknown> };
      const send = () => {
        try {
          this.model.send(call, undefined, buffers);
        } catch {
          fail(new Failure("closed"));
        }
      };
      this.#waiting.set(id, {
        long,
        send,
        resolve: (reply) => {
          settle();
          resolve(reply);
        },
        reject: fail,
      });
      signal?.addEventListener("abort", onAbort);
      if (this.#slowTimer === undefined) this.#watchSlowness();
      send();
    });
  }

  close(): void {
    this.#closed = true;
    this.model.off("msg:custom", this.#receive);
    for (const waiting of [...this.#waiting.values()]) waiting.reject(new Failure("closed"));
    clearTimeout(this.#slowTimer);
  }

  #receive = (message: Envelope | Answer, buffers: DataView[] = []): void => {
    this.#watchSlowness();
    if (message?.kind === "events") this.onEnvelope(message);
    else if (message?.kind === "answer" && message.view === this.view) {
      const waiting = this.#waiting.get(message.id);
      if (message.error === null || message.error === undefined) {
        waiting?.resolve({ result: (message.result ?? {}) as never, buffers });
      } else {
        waiting?.reject(new Failure("refused", message.error));
      }
    }
  };

  /** Starts the watch anew: something was heard, or asked when nothing else was. */
  #watchSlowness(): void {
    clearTimeout(this.#slowTimer);
    this.#slow.value = false;
    const asked = !this.#closed && [...this.#waiting.values()].some((waiting) => !waiting.long);
    this.#slowTimer = asked ? setTimeout(() => (this.#slow.value = true), SLOW_AFTER_MS) : undefined;
  }
}
