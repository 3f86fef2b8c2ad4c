/**
 * What the player draws, read from a draft that any back end may have written: keys that are missing or strange get
 * their defaults, and kinds that we do not know are left out.
 */
import type { Fit, Focus, Motion } from "./motion";

export interface Scene {
  width: number;
  height: number;
  durationMs: number;
  background: string;
  clips: readonly SceneClip[];
  texts: readonly SceneText[];
}

export interface SceneClip {
  id: string;
  source: string;
  /** When it is seen, transitions included. */
  beginMs: number;
  endMs: number;
  /** When its own time begins: a film shows `inMs` of itself then, and goes on `speed` times as fast. */
  startMs: number;
  inMs: number;
  speed: number;
  fit: Fit;
  motion: Motion;
  /** Where in the photo its subject is; null when unknown. */
  focus: Focus;
  /** "#rrggbb": what shows beside a contained photo and through a transparent one. */
  background: string;
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
  const background = colour(meta.background, "#000000");
  const clips = tracks.filter(({ tt }) => tt === 0).flatMap((track) => clipsOf(track, background));
  if (clips.length === 0) return null;
  return {
    width: positive(meta.width, 1920),
    height: positive(meta.height, 1080),
    durationMs: positive(draft.d, Math.max(...clips.map(({ endMs }) => endMs))),
    background,
    clips,
    texts: tracks.filter(({ tt }) => tt === 7).flatMap((track) => objects(track.sg).map(textOf)),
  };
}

/**
 * A transition is centred on the cut and takes at most half of each of its two clips. Into the first clip, or after a
 * gap, it comes from black and begins at the cut.
 */
function clipsOf(track: Json, background: string): SceneClip[] {
  const segments = objects(track.sg)
    .map((segment) => ({ ...timesOf(segment), id: string(segment.id, ""), meta: object(segment.m) }))
    .sort((one, other) => one.startMs - other.startMs);
  const changes = segments.map(({ meta, startMs, endMs }, index): SceneClip["change"] => {
    const { type, d } = object(meta.transition);
    const wantedMs = positive(d, 0);
    const ownMs = endMs - startMs;
    if (typeof type !== "string" || !wantedMs || !ownMs) return null;
    const before = segments[index - 1];
    if (before?.endMs !== startMs) return { type, beginMs: startMs, endMs: startMs + Math.min(wantedMs, ownMs / 2) };
    const half = Math.min(wantedMs, ownMs, before.endMs - before.startMs) / 2;
    return { type, beginMs: startMs - half, endMs: startMs + half };
  });
  return segments.map(({ id, startMs, endMs, meta }, index) => {
    const follows = segments[index + 1]?.startMs === endMs;
    return {
      id,
      source: string(meta.src, ""),
      beginMs: changes[index]?.beginMs ?? startMs,
      endMs: (follows && changes[index + 1]?.endMs) || endMs,
      startMs,
      inMs: Math.max(0, number(meta.in, 0)),
      speed: positive(meta.speed, 1),
      fit: string(meta.fit, "cover") as Fit,
      motion: string(meta.motion, "none") as Motion,
      focus: focusOf(meta.focus),
      background: colour(meta.background, background),
      filter: string(meta.filter, "none"),
      brightness: number(meta.brightness, 1),
      contrast: number(meta.contrast, 1),
      saturation: number(meta.saturation, 1),
      change: changes[index] ?? null,
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

function focusOf(value: unknown): Focus {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [x, y] = value.map((share) => (typeof share === "number" && share >= 0 && share <= 1 ? share : null));
  return x == null || y == null ? null : [x, y];
}

function colour(value: unknown, otherwise: string): string {
  return typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value) ? value : otherwise;
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
