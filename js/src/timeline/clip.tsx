import type { TimelineClip, TimelineTrack } from "../bridge/protocol.gen";
import { seconds } from "../ui/format";
import { Icon } from "../ui/icons";
import { memo } from "../ui/memo";
import { useView } from "../view";
import { Words } from "./words";

/** How much of itself a clip can show at its width. */
export type Room = "full" | "small" | "tiny";

export function roomFor(widthPx: number): Room {
  return widthPx > 110 ? "full" : widthPx > 44 ? "small" : "tiny";
}

interface Props {
  clip: TimelineClip;
  kind: TimelineTrack["kind"];
  /** What 100 % of the lane are. */
  scaleMs: number;
  room: Room;
  index: number;
  count: number;
  selected: boolean;
  dragged: boolean;
  /** Whether Tab leads here. */
  current: boolean;
  editing: boolean;
}

/** One segment on its track: chosen, moved, trimmed by `Hands` and `keyboard`. */
export const Clip = memo(function Clip(props: Props) {
  const { strings } = useView();
  const { clip, kind, scaleMs, room, index, count, selected, dragged, editing } = props;
  const { name, start_ms, duration_ms } = clip;
  const label = strings.value.clip(name, start_ms, start_ms + duration_ms);
  const place = { left: `${(100 * start_ms) / scaleMs}%`, width: `${(100 * duration_ms) / scaleMs}%` };
  return (
    <li
      class={`nemo-clip nemo-clip-${kind} nemo-clip-${room}${dragged ? " nemo-dragged" : ""}${selected ? " nemo-chosen" : ""}`}
      style={place}
      aria-label={label}
      aria-posinset={index + 1}
      aria-setsize={count}
    >
      {editing ? <Words clip={clip} /> : <Box {...props} label={label} />}
      {clip.transition && start_ms > 0 && room !== "tiny" && (
        <span class="nemo-transition" title={strings.value.transition(clip.transition)} aria-hidden="true" />
      )}
    </li>
  );
});

/** What is written in it is the beginning of its name; how long it lasts, or how loud it is, is shown beside. */
function Box({ clip, kind, room, selected, current, label }: Props & { label: string }) {
  const { arrangement, playback, strings } = useView();
  return (
    <button
      type="button"
      class="nemo-clip-box"
      data-clip={clip.id}
      aria-pressed={selected}
      aria-label={label}
      title={label}
      tabIndex={current ? 0 : -1}
      onClick={({ detail }) => {
        if (detail !== 0) return; // a pointer's, which `Hands` has seen
        arrangement.choose([clip.id]);
        playback.seek(clip.start_ms);
      }}
      onFocus={() => {
        arrangement.cursor.value = clip.id;
        if (arrangement.selected.peek().size === 0) arrangement.choose([clip.id]);
      }}
    >
      {kind === "video" ? (
        <>
          {room !== "tiny" && <Tile source={clip.source} />}
          {room === "full" && (
            <span class="nemo-clip-words">
              <span class="nemo-clip-name">{clip.name}</span>
              <span class="nemo-clip-time" data-text={`${seconds(clip.duration_ms)} s`} />
            </span>
          )}
        </>
      ) : (
        <>
          <Icon name={kind === "music" ? "music" : "text"} />
          {room !== "tiny" && <span class="nemo-clip-name">{clip.name}</span>}
          {room !== "tiny" && kind === "music" && clip.volume !== null && (
            <span class="nemo-clip-time" data-text={strings.value.percent(clip.volume)} />
          )}
        </>
      )}
    </button>
  );
}

function Tile({ source }: { source: string | null }) {
  const { pictures } = useView();
  const picture = source ? pictures.tile(source).value : null;
  return picture && <img src={picture} alt="" draggable={false} />;
}
