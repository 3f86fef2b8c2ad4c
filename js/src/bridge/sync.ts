/**
 * Keeps a view in step with Python.
 *
 * Envelopes are numbered. A view that mounts, sees a gap in the numbers, or gets an event that does not fit what it
 * knows, asks for a snapshot and goes on from there; what arrives meanwhile is held back.
 */
import type { Link } from "./link";
import type { Envelope, Snapshot, SnapshotParams } from "./protocol.gen";

export interface Mirror {
  load(snapshot: Snapshot): void;
  /** False when an event does not fit what is known. */
  apply(events: Envelope["events"]): boolean;
}

const FIRST_WAIT_MS = 4_000;
const LONGEST_WAIT_MS = 30_000;

export class Sync {
  #last = -1;
  #held: Envelope[] = [];
  #asking = false;

  constructor(
    private readonly link: Pick<Link, "call">,
    private readonly mirror: Mirror,
    private readonly signal: AbortSignal,
    private readonly language: () => string = () => "",
  ) {}

  receive = (envelope: Envelope): void => {
    if (this.#asking || this.#last < 0) {
      this.#held.push(envelope);
    } else if (!this.#take(envelope)) {
      this.#held = [envelope];
      void this.resync();
    }
  };

  /** Resolves once the view is up to date, or closed. */
  async resync(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    for (let waitMs = FIRST_WAIT_MS; !this.signal.aborted; ) {
      const asked = performance.now();
      try {
        const params: SnapshotParams = { language: this.language() };
        const options = { timeoutMs: waitMs, signal: this.signal };
        const { result } = await this.link.call<Snapshot>("snapshot", params, options);
        if (this.#start(result)) break;
      } catch {
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
        await this.#rest(asked + waitMs / 2 - performance.now());
      }
    }
    this.#asking = false;
  }

  /** False when what was held back does not follow on from the snapshot. */
  #start(snapshot: Snapshot): boolean {
    this.mirror.load(snapshot);
    this.#last = snapshot.n;
    const held = this.#held.sort((a, b) => a.n - b.n);
    this.#held = [];
    for (const [index, envelope] of held.entries()) {
      if (!this.#take(envelope)) {
        this.#held = held.slice(index);
        return false;
      }
    }
    return true;
  }

  #take(envelope: Envelope): boolean {
    if (envelope.n <= this.#last) return true;
    if (envelope.n !== this.#last + 1) return false;
    if (!this.mirror.apply(envelope.events)) return false;
    this.#last = envelope.n;
    return true;
  }

  /** An error that comes at once must not make a busy loop. */
  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, Math.max(0, ms));
      const { signal } = this;
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      }
      signal.addEventListener("abort", done);
    });
  }
}
