import { effect, untracked, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { TimelineClip } from "../bridge/protocol.gen";
import { Button } from "../ui/button";
import { useView } from "../view";
import { Hands } from "./hands";
import { press } from "./keyboard";
import { Lane } from "./lane";
import { Playhead } from "./playhead";
import { Scale } from "./scale";
import { Tools } from "./tools";
import { Viewport } from "./viewport";

/** Time, below: a ruler, the tracks on it, and what can be done with the chosen clips. */
export function TimelinePanel() {
  const { arrangement, bin, store, playback, strings } = useView();
  const words = strings.value;
  const announcement = useSignal("");
  const scaleMs = useSignal(store.timeline.peek().duration_ms);
  const viewport = useMemo(() => new Viewport(scaleMs), []);
  const filmMs = (clip: TimelineClip): number | null => {
    const media = store.media.peek().find(({ hash, id }) => hash === clip.source || id === clip.source);
    return media?.kind === "video" && media.duration_s ? media.duration_s * 1000 : null;
  };
  const hands = useMemo(() => new Hands(arrangement, viewport, filmMs, (ms) => playback.seek(ms)), []);
  const scroller = useRef<HTMLDivElement>(null);
  const lanes = useRef<HTMLDivElement>(null);
  const isThere = arrangement.tracks.value.length > 0;

  // while an edge is dragged the scale stays, or the clip would run away under the pointer
  useSignalEffect(() => {
    const durationMs = arrangement.durationMs.value;
    if (arrangement.trying.value === null) scaleMs.value = Math.max(1, durationMs);
  });

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const end = new AbortController();
    viewport.attach(element, end.signal);
    return () => end.abort();
  }, [isThere]);

  // the keyboard went to another clip, or its clip is gone; at once, for the next key may come before the next frame
  useEffect(() => {
    const go = (wanted: { clip: string }) => {
      const clip = arrangement.find(wanted.clip);
      if (!clip) return;
      viewport.reveal(clip.start_ms, clip.start_ms + clip.duration_ms);
      const focus = (): boolean => {
        if (arrangement.focused.peek() !== wanted) return true; // it has gone on
        const boxes = [...(lanes.current?.querySelectorAll<HTMLElement>("[data-clip]") ?? [])];
        const box = boxes.find(({ dataset }) => dataset.clip === wanted.clip);
        box?.focus({ preventScroll: true });
        return box !== undefined;
      };
      if (!focus() || arrangement.busy) requestAnimationFrame(focus); // out of sight until then, or moved in its list
    };
    return effect(() => {
      const wanted = arrangement.focused.value;
      if (wanted) untracked(() => go(wanted));
    });
  }, []);

  const edit = (clip: TimelineClip | null) => {
    if (!clip || arrangement.trackOf(clip.id)?.kind !== "text") return;
    arrangement.commit();
    arrangement.editing.value = clip.id;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    const clip = (event.target as Element).closest<HTMLElement>("[data-clip]")?.dataset.clip;
    if (command && (key === "z" || key === "y")) {
      if (event.shiftKey || key === "y") arrangement.redo();
      else arrangement.undo();
    } else if (!clip) return;
    else if (!command && (key === "+" || key === "="))
      viewport.zoomTo(viewport.zoom.peek() * 1.5, playback.timeMs.peek());
    else if (!command && key === "-") viewport.zoomTo(viewport.zoom.peek() / 1.5, playback.timeMs.peek());
    else {
      const announce = (what: (now: TimelineClip) => string) => {
        const now = arrangement.find(clip);
        if (now) announcement.value = what(now);
      };
      if (!press(event, clip, { arrangement, filmMs, edit, announce, words })) return;
    }
    event.preventDefault();
  };

  const { lineMs, marquee } = hands.motion.value;
  const refused = arrangement.refused.value;
  return (
    <section class="nemo-timeline" aria-label={words.timeline} onKeyDown={onKeyDown}>
      <Tools viewport={viewport} />
      {refused !== null && (
        <div class="nemo-refused" role="status">
          <span>{words.notFollowed(refused)}</span>
          <Button
            name={words.dismiss}
            icon="close"
            kind="quiet"
            onClick={() => {
              arrangement.refused.value = null;
            }}
          />
        </div>
      )}
      {isThere && (
        <div class="nemo-scroller" ref={scroller}>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: the clips in it have the keys for all of this */}
          <div
            class="nemo-lanes"
            ref={lanes}
            style={{ width: `${viewport.lanesPx.value}px` }}
            onPointerDown={(event) => hands.press(event)}
            onPointerMove={(event) => {
              event.currentTarget.classList.toggle("nemo-at-edge", hands.edgeAt(event) !== null);
            }}
            onDblClick={(event) => edit(hands.clipAt(event))}
            onDragOver={(event) => {
              const item = bin.dragged.peek();
              if (!item) return;
              event.preventDefault();
              if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
              hands.carry(event, item);
            }}
            onDragLeave={({ currentTarget, relatedTarget }) => {
              if (!currentTarget.contains(relatedTarget as Node | null)) hands.letGo();
            }}
            onDrop={(event) => {
              const item = bin.dragged.peek();
              if (!item) return;
              event.preventDefault();
              hands.putDown(event, item);
            }}
          >
            <Scale viewport={viewport} />
            {/* biome-ignore lint/a11y/noRedundantRoles: Safari forgets that a list without bullets is one */}
            <ul class="nemo-tracks" role="list" aria-label={words.tracks}>
              {arrangement.tracks.value.map((track) => (
                <Lane key={track.id} track={track} viewport={viewport} hands={hands} />
              ))}
            </ul>
            {lineMs !== null && <div class="nemo-snap" style={{ left: `${lineMs * viewport.pxPerMs.value}px` }} />}
            {marquee && <Marquee lanes={lanes.current} marquee={marquee} pxPerMs={viewport.pxPerMs.value} />}
            <Playhead viewport={viewport} />
          </div>
        </div>
      )}
      <p class="nemo-sr">{words.clipKeys}</p>
      <p class="nemo-sr" aria-live="polite">
        {announcement.value}
      </p>
    </section>
  );
}

interface MarqueeProps {
  lanes: HTMLElement | null;
  marquee: { fromMs: number; toMs: number; first: number; last: number };
  pxPerMs: number;
}

function Marquee({ lanes, marquee, pxPerMs }: MarqueeProps) {
  const rows = [...(lanes?.querySelectorAll<HTMLElement>(".nemo-track") ?? [])];
  const [first, last] = [rows[marquee.first], rows[marquee.last]];
  if (!first || !last) return null;
  const style = {
    left: `${marquee.fromMs * pxPerMs}px`,
    width: `${(marquee.toMs - marquee.fromMs) * pxPerMs}px`,
    top: `${first.offsetTop}px`,
    height: `${last.offsetTop + last.offsetHeight - first.offsetTop}px`,
  };
  return <div class="nemo-marquee" style={style} />;
}
