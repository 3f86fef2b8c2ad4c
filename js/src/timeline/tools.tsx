import { Button } from "../ui/button";
import { useView } from "../view";
import type { Viewport } from "./viewport";

const STEP = 1.5;

/** Above the tracks: back and forward, what can be done with the chosen clips, and how close one looks. */
export function Tools({ viewport }: { viewport: Viewport }) {
  const { arrangement, playback, strings } = useView();
  const words = strings.value;
  const { clips } = arrangement;
  const selected = arrangement.selected.value;
  const chosen = clips.filter(({ id }) => selected.has(id)).map(({ id }) => id);
  const first = clips.findIndex(({ id }) => selected.has(id));
  const zoom = viewport.zoom.value;
  const most = viewport.mostZoom.value;
  const share = Math.log(zoom) / Math.log(most);
  const zoomTo = (wanted: number) => viewport.zoomTo(wanted, playback.timeMs.peek());
  return (
    <div class="nemo-timeline-tools">
      <Button
        name={words.undo}
        icon="undo"
        kind="quiet"
        disabled={!arrangement.history.canUndo.value}
        onClick={() => arrangement.undo()}
      />
      <Button
        name={words.redo}
        icon="redo"
        kind="quiet"
        disabled={!arrangement.history.canRedo.value}
        onClick={() => arrangement.redo()}
      />
      <span class="nemo-rule" />
      <Button
        name={words.moveLeft}
        icon="left"
        kind="quiet"
        disabled={first < 1}
        onClick={() => arrangement.move(chosen, first - 1)}
      />
      <Button
        name={words.moveRight}
        icon="right"
        kind="quiet"
        disabled={first < 0 || first + chosen.length >= clips.length}
        onClick={() => arrangement.move(chosen, first + 1)}
      />
      <Button
        name={words.remove}
        icon="trash"
        kind="quiet"
        disabled={selected.size === 0}
        onClick={() => arrangement.remove(selected)}
      />
      {selected.size > 1 && <span class="nemo-hint nemo-chosen-count">{words.chosen(selected.size)}</span>}
      <span class="nemo-space" />
      <Button name={words.zoomOut} icon="minus" kind="quiet" disabled={zoom <= 1} onClick={() => zoomTo(zoom / STEP)} />
      <input
        class="nemo-zoom"
        type="range"
        min={0}
        max={1}
        step={0.01}
        aria-label={words.zoom}
        value={share}
        style={{ "--nemo-share": `${100 * share}%` }}
        onInput={(event) => zoomTo(most ** Number(event.currentTarget.value))}
      />
      <Button
        name={words.zoomIn}
        icon="plus"
        kind="quiet"
        disabled={zoom >= most}
        onClick={() => zoomTo(zoom * STEP)}
      />
    </div>
  );
}
