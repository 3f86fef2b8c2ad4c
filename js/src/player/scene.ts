/**
 * What the player draws, read from a draft that any back end may have written: keys that are missing or strange get
 * their defaults, and kinds that we do not know are left out.
 */
import type { Fit, Motion } from "./motion";

export interface Scene {
  width: number;
  height: number;
  durationMs: number;
  clips: readonly SceneClip[];
  texts: readonly SceneText[];
}

export interface SceneClip {
  id: string;
  source: string;
  /** When it is seen, transitions included. */
  beginMs: number;
  endMs: number;
  fit: Fit;
  motion: Motion;
  filter: string;
  brightness: number;
  contrast: number;
  saturation: number;
  /** How it comes in over the clip before it. */
  change: { type: string; beginMs: number; endMs: number } | null;
}

export interface SceneText {
  id: string;
  text: string;
  beginMs: number;
  endMs: number;
  role: string;
  position: string;
  /** Share of the canvas height. */
  size: number;
  color: string;
  animation: string;
}

type Json = Record<string, unknown>;

export function sceneOf(draft: Json | null): Scene | null {
  if (!draft) return null;
  const meta = object(draft.m);
  const tracks = objects(draft.t);
  const clips = tracks.filter(({ tt }) => tt === 0).flatMap(clipsOf);
  if (clips.length === 0) return null;
  return {
    width: positive(meta.width, 1920),
    height: positive(meta.height, 1080),
    durationMs: positive(draft.d, Math.max(...clips.map(({ endMs }) => endMs))),
    clips,
    texts: tracks.filter(({ tt }) => tt === 7).flatMap((track) => objects(track.sg).map(textOf)),
  };
}

function clipsOf(track: Json): SceneClip[] {
  const segments = objects(track.sg)
    .map((segment) => ({ ...timesOf(segment), id: string(segment.id, ""), meta: object(segment.m) }))
    .sort((one, other) => one.startMs - other.startMs);
  const halves = segments.map(({ meta, startMs, endMs }, index) => {
    const before = segments[index - 1];
    const wanted = positive(object(meta.transition).d, 0);
    if (!before || !object(meta.transition).type) return 0;
    return Math.min(wanted, endMs - startMs, before.endMs - before.startMs) / 2;
  });
  return segments.map(({ id, startMs, endMs, meta }, index) => {
    const half = halves[index] ?? 0;
    return {
      id,
      source: string(meta.src, ""),
      beginMs: startMs - half,
      endMs: endMs + (halves[index + 1] ?? 0),
      fit: string(meta.fit, "cover") as Fit,
      motion: string(meta.motion, "none") as Motion,
      filter: string(meta.filter, "none"),
      brightness: number(meta.brightness, 1),
      contrast: number(meta.contrast, 1),
      saturation: number(meta.saturation, 1),
      change: half
        ? { type: string(object(meta.transition).type, "crossfade"), beginMs: startMs - half, endMs: startMs + half }
        : null,
    };
  });
}

function textOf(segment: Json): SceneText {
  const meta = object(segment.m);
  const { startMs, endMs } = timesOf(segment);
  return {
    id: string(segment.id, ""),
    text: string(meta.text, ""),
    beginMs: startMs,
    endMs,
    role: string(meta.role, "title"),
    position: string(meta.position, "center"),
    size: positive(meta.size, 0.08),
    color: string(meta.color, "#ffffff"),
    animation: string(meta.animation, "fade-in"),
  };
}

function timesOf(segment: Json): { startMs: number; endMs: number } {
  const startMs = Math.max(0, number(segment.s, 0));
  return { startMs, endMs: startMs + positive(segment.d, 0) };
}

function object(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}

function number(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}

function positive(value: unknown, otherwise: number): number {
  const found = number(value, otherwise);
  return found > 0 ? found : otherwise;
}

function string(value: unknown, otherwise: string): string {
  return typeof value === "string" && value ? value : otherwise;
}
