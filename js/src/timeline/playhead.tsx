import { effect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useView } from "../view";
import type { Viewport } from "./viewport";

/** Moved directly, sixty times a second, without redrawing anything; while it plays, the view follows it. */
export function Playhead({ viewport }: { viewport: Viewport }) {
  const { playback } = useView();
  const line = useRef<HTMLDivElement>(null);
  useLayoutEffect(
    () =>
      effect(() => {
        const timeMs = Math.min(playback.timeMs.value, viewport.scaleMs.value);
        if (line.current) line.current.style.transform = `translateX(${timeMs * viewport.pxPerMs.value}px)`;
        if (playback.playing.value) viewport.reveal(timeMs, timeMs);
      }),
    [],
  );
  return <div class="nemo-playhead" ref={line} aria-hidden="true" />;
}
