import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { VideoInfo } from "../bridge/protocol.gen";
import { readVideo } from "../bridge/video";
import { factsOf } from "../export/choices";
import { Button } from "../ui/button";
import { size } from "../ui/format";
import { Icon } from "../ui/icons";
import { Progress } from "../ui/progress";
import { sentenceOf } from "../ui/sentence";
import { useView } from "../view";

/** The file itself: fetched in pieces, then played from the page's memory. `children` stand beside its facts. */
export function FinishedVideo({ video, children }: { video: VideoInfo; children?: ComponentChildren }) {
  const { link, strings, until } = useView();
  const words = strings.value;
  const url = useSignal<string | null>(null);
  const share = useSignal(0);
  const failure = useSignal<unknown>(null);
  const broken = useSignal(false);
  const attempt = useSignal(0);

  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    until.addEventListener("abort", () => stop.abort(), { signal });
    let made: string | undefined;
    const onProgress = (done: number) => {
      share.value = done;
    };
    readVideo(link, video, { signal, onProgress }).then(
      (blob) => {
        if (signal.aborted) return;
        made = URL.createObjectURL(blob);
        url.value = made;
      },
      (error: unknown) => {
        if (!signal.aborted) failure.value = error;
      },
    );
    return () => {
      stop.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [attempt.value]);

  const again = () => {
    failure.value = null;
    share.value = 0;
    attempt.value++;
  };

  return (
    <div class="nemo-player">
      <div class="nemo-screen">
        {url.value && video.format === "gif" ? (
          <img src={url.value} alt={video.name} />
        ) : url.value ? (
          // biome-ignore lint/a11y/useMediaCaption: what was said in the person's own photos is not ours to caption
          <video
            src={url.value}
            controls
            playsInline
            preload="auto"
            aria-label={video.name}
            onError={() => {
              broken.value = true;
            }}
          />
        ) : failure.value !== null ? (
          <div class="nemo-screen-note" role="alert">
            <p class="nemo-error-text">{sentenceOf(failure.value, words)}</p>
            <Button name={words.retry} onClick={again}>
              {words.retry}
            </Button>
          </div>
        ) : (
          <div class="nemo-screen-note">
            <p>{words.loadingVideo}</p>
            <Progress name={words.loadingVideo} share={share.value} />
          </div>
        )}
      </div>
      <div class="nemo-transport nemo-video-foot">
        {children}
        <span class={`nemo-video-facts${children && !broken.value ? " nemo-video-size" : ""}`}>
          {broken.value
            ? words.videoBroken
            : children
              ? size(video.size_bytes)
              : `${factsOf(video)} · ${size(video.size_bytes)}`}
        </span>
        {url.value && (
          <a class="nemo-button nemo-button-plain" href={url.value} download={video.name}>
            <Icon name="download" />
            {words.download}
          </a>
        )}
      </div>
    </div>
  );
}
