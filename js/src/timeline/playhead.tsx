import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useView } from "../view";

/** Moved directly, sixty times a second, without redrawing anything. */
export function Playhead({ durationMs }: { durationMs: number }) {
  const { playback, store } = useView();
  const line = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    const whole = store.timeline.value.duration_ms || durationMs;
    const share = Math.min(1, playback.timeMs.value / whole);
    if (line.current) line.current.style.transform = `translateX(${share * 100}%)`;
  });
  return (
    <div class="nemo-playhead" ref={line} aria-hidden="true">
      <span />
    </div>
  );
}
