import { useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../ui/button";
import { clock } from "../ui/format";
import { useView } from "../view";
import { isUnheard } from "./sound";

interface Props {
  durationMs: number;
  fps: number;
  onFullScreen(): void;
}

/** Play, the time, where in the video one is, sound, full screen. What moves with every picture is moved directly. */
export function Transport({ durationMs, fps, onFullScreen }: Props) {
  const { playback, sound, strings } = useView();
  const words = strings.value;
  const now = useRef<HTMLElement>(null);
  const slider = useRef<HTMLInputElement>(null);
  const playing = playback.playing.value;
  const state = sound.state.value;

  const update = () => {
    const timeMs = Math.min(playback.timeMs.value, durationMs);
    const text = clock(timeMs);
    if (now.current && now.current.textContent !== text) now.current.textContent = text;
    const range = slider.current;
    if (!range) return;
    range.value = String(timeMs);
    range.style.setProperty("--nemo-share", `${(100 * timeMs) / durationMs}%`);
    const said = `${text} / ${clock(durationMs)}`;
    if (!playback.playing.value || range === document.activeElement) range.setAttribute("aria-valuetext", said);
  };
  useSignalEffect(update);
  useLayoutEffect(update, [durationMs]);

  return (
    <div class="nemo-transport">
      <Button
        name={playing ? words.pause : words.play}
        icon={playing ? "pause" : "play"}
        filled={!playing}
        kind="quiet"
        onClick={() => playback.toggle()}
      />
      <span class="nemo-steps">
        <Button name={words.frameBack} icon="stepBack" kind="quiet" onClick={() => playback.step(-1, fps)} />
        <Button name={words.frameOn} icon="stepOn" kind="quiet" onClick={() => playback.step(1, fps)} />
      </span>
      <span class="nemo-time">
        <b ref={now}>{clock(Math.min(playback.timeMs.peek(), durationMs))}</b> / {clock(durationMs)}
      </span>
      <input
        ref={slider}
        class="nemo-seek"
        type="range"
        min={0}
        max={durationMs}
        step={100}
        aria-label={words.seek}
        onInput={(event) => playback.seek(Number(event.currentTarget.value))}
      />
      {state !== "silent" && (
        <Button
          name={isUnheard(state) ? words.noSound[state] : sound.on.value ? words.mute : words.unmute}
          icon={sound.on.value && !isUnheard(state) ? "sound" : "muted"}
          kind="quiet"
          disabled={isUnheard(state)}
          onClick={() => {
            sound.on.value = !sound.on.value;
          }}
        />
      )}
      <Button name={words.fullScreen} icon="expand" kind="quiet" onClick={onFullScreen} />
    </div>
  );
}
