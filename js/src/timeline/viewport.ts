/**
 * Which part of the timeline is seen, and how large. The scrolled element's width is set here directly, and the parts
 * that depend on it follow in steps, so that scrolling and zooming redraw little.
 */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";

/** At the closest a second is as wide as this. */
const CLOSEST_PX_PER_S = 240;
const LEAST_MOST_ZOOM = 8;
/** The strip of time that is drawn reaches this many views beyond what is seen. */
const MARGIN = 0.5;
/** In a narrow pane the timeline is a strip that scrolls. */
const LEAST_PX = 640;

export interface Span {
  fromMs: number;
  toMs: number;
}

export class Viewport {
  /** 1 shows the whole video. */
  readonly zoom = signal(1);
  readonly widthPx = signal(800);
  /** What is drawn: a little more than what is seen, moved on in steps. */
  readonly drawn: ReadonlySignal<Span>;
  readonly mostZoom: ReadonlySignal<number>;
  readonly pxPerMs: ReadonlySignal<number>;
  readonly lanesPx: ReadonlySignal<number>;
  readonly #scrollPx = signal(0);
  #scroller: HTMLElement | null = null;

  /** `scaleMs` is what fills the view at a zoom of 1. */
  constructor(readonly scaleMs: ReadonlySignal<number>) {
    const wholePx = computed(() => Math.max(LEAST_PX, this.widthPx.value));
    this.mostZoom = computed(() =>
      Math.max(LEAST_MOST_ZOOM, (CLOSEST_PX_PER_S * scaleMs.value) / 1000 / wholePx.value),
    );
    this.lanesPx = computed(() => this.zoom.value * wholePx.value);
    this.pxPerMs = computed(() => this.lanesPx.value / Math.max(1, scaleMs.value));
    const span = computed(() => {
      const viewMs = this.widthPx.value / this.pxPerMs.value;
      const stepMs = 2 ** Math.floor(Math.log2(Math.max(1, viewMs * MARGIN)));
      const atMs = this.#scrollPx.value / this.pxPerMs.value;
      const fromMs = Math.floor(atMs / stepMs - 1) * stepMs;
      return `${Math.max(0, fromMs)} ${Math.ceil((atMs + viewMs) / stepMs + 1) * stepMs}`;
    });
    this.drawn = computed(() => {
      const [fromMs = 0, toMs = 0] = span.value.split(" ").map(Number);
      return { fromMs, toMs };
    });
  }

  /** Takes over an element's scrolling until `until` is aborted. */
  attach(scroller: HTMLElement, until: AbortSignal): void {
    this.#scroller = scroller;
    const onScroll = () => {
      this.#scrollPx.value = scroller.scrollLeft;
    };
    scroller.addEventListener("scroll", onScroll, { signal: until, passive: true });
    scroller.addEventListener("wheel", (event) => this.#wheel(event), { signal: until, passive: false });
    this.#pinch(scroller, until);
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) this.widthPx.value = entry.contentRect.width;
    });
    observer.observe(scroller);
    until.addEventListener("abort", () => observer.disconnect());
  }

  /** The time under a place of the screen. */
  timeAt(clientX: number): number {
    const lanes = this.#scroller?.firstElementChild?.getBoundingClientRect();
    return (clientX - (lanes?.left ?? 0)) / this.pxPerMs.peek();
  }

  /** Zooms; the time at `anchorMs` stays where it is seen, or comes into the middle. */
  zoomTo(wanted: number, anchorMs?: number): void {
    const scroller = this.#scroller;
    const before = this.pxPerMs.peek();
    const zoom = Math.min(this.mostZoom.peek(), Math.max(1, wanted));
    if (zoom === this.zoom.peek()) return;
    const scrollPx = scroller?.scrollLeft ?? 0;
    const seenMs = this.widthPx.peek() / before;
    const shown = anchorMs !== undefined && anchorMs >= scrollPx / before && anchorMs <= scrollPx / before + seenMs;
    const anchor = anchorMs ?? scrollPx / before + seenMs / 2;
    const offsetPx = shown ? anchor * before - scrollPx : this.widthPx.peek() / 2;
    batch(() => {
      this.zoom.value = zoom;
      const lanes = scroller?.firstElementChild as HTMLElement | null;
      if (!scroller || !lanes) return;
      lanes.style.width = `${this.lanesPx.peek()}px`;
      scroller.scrollLeft = anchor * this.pxPerMs.peek() - offsetPx;
      this.#scrollPx.value = scroller.scrollLeft;
    });
  }

  /** Scrolls so that a stretch of time is seen. */
  reveal(fromMs: number, toMs: number): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const [left, right] = [fromMs * this.pxPerMs.peek(), toMs * this.pxPerMs.peek()];
    const width = this.widthPx.peek();
    if (left >= scroller.scrollLeft && right <= scroller.scrollLeft + width) return;
    scroller.scrollLeft = right - left > width || left < scroller.scrollLeft ? left - 24 : right - width + 24;
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return; // a trackpad's pinch comes as a wheel with Ctrl
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    this.zoomTo(this.zoom.peek() * Math.exp(-event.deltaY * lines * 0.005), this.timeAt(event.clientX));
  }

  /** Two fingers. */
  #pinch(scroller: HTMLElement, until: AbortSignal): void {
    let begun: { apart: number; zoom: number } | null = null;
    const apartOf = ([one, other]: TouchList | never[]) => Math.abs((one?.clientX ?? 0) - (other?.clientX ?? 0));
    const onTouch = (event: TouchEvent) => {
      if (event.touches.length !== 2) {
        begun = null;
        return;
      }
      event.preventDefault();
      const apart = Math.max(1, apartOf(event.touches));
      begun ??= { apart, zoom: this.zoom.peek() };
      const middle = ((event.touches[0]?.clientX ?? 0) + (event.touches[1]?.clientX ?? 0)) / 2;
      this.zoomTo((begun.zoom * apart) / begun.apart, this.timeAt(middle));
    };
    for (const type of ["touchstart", "touchmove", "touchend", "touchcancel"] as const) {
      scroller.addEventListener(type, onTouch, { signal: until, passive: false });
    }
  }
}
