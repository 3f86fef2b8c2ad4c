/** Milliseconds as seconds with at most two decimals: "3", "2.5", "0.25". */
export function seconds(ms: number): string {
  return String(Math.round(ms / 10) / 100);
}

/** Milliseconds as a clock: "0:03.2", or "1:07" without tenths. */
export function clock(ms: number, tenths = true): string {
  const total = tenths ? Math.floor(ms / 100) / 10 : Math.floor(ms / 1000);
  const minutes = Math.floor(total / 60);
  const rest = (total - minutes * 60).toFixed(tenths ? 1 : 0);
  return `${minutes}:${rest.padStart(tenths ? 4 : 2, "0")}`;
}

/** Bytes for a person: "812 KB", "3.4 MB". */
export function size(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} KB`;
  const mb = bytes / 1_000_000;
  return `${mb < 10 ? mb.toFixed(1) : Math.round(mb)} MB`;
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** How long ago a moment was, in words: "3 hours ago". */
export function ago(timeMs: number, language: string, nowMs = Date.now()): string {
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const [unit, ms] = UNITS.find(([, ms]) => nowMs - timeMs >= ms) ?? ["minute", 60_000];
  return words.format(-Math.floor(Math.max(0, nowMs - timeMs) / ms), unit);
}
