/** One family of icons: 16 px, strokes of 1.5 px, in the colour of the text. They are never the only name of a thing. */
const PATHS = {
  play: "M5 3.2v9.6l8-4.8z",
  pause: "M5.2 3.5v9M10.8 3.5v9",
  stop: "M4.5 4.5h7v7h-7z",
  send: "M8 13V3.5M4 7.2 8 3.2l4 4",
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  close: "M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6",
  undo: "M5.5 3 2.8 5.8l2.7 2.7M3 5.8h6.2a3.6 3.6 0 0 1 0 7.2H6",
  redo: "M10.5 3l2.7 2.8-2.7 2.7M13 5.8H6.8a3.6 3.6 0 0 0 0 7.2H10",
  trash: "M3 4.5h10M6.3 4.5V3h3.4v1.5M4.4 4.5l.6 8.5h6l.6-8.5M6.8 7v3.6M9.2 7v3.6",
  left: "M9.8 3.8 5.6 8l4.2 4.2",
  right: "M6.2 3.8 10.4 8l-4.2 4.2",
  down: "M8 3v9.5M4 8.8 8 12.8l4-4",
  download: "M8 2.8v7M5 7l3 3 3-3M3 13h10",
  expand: "M9.5 3H13v3.5M6.5 13H3V9.5M13 3 9.2 6.8M3 13l3.8-3.8",
  stepBack: "M11.5 3.6v8.8L5.8 8zM4.2 3.6v8.8",
  stepOn: "M4.5 3.6v8.8L10.2 8zM11.8 3.6v8.8",
  sound: "M2.8 6.2v3.6h2.4L8.4 12.6V3.4L5.2 6.2zM10.8 5.9a3 3 0 0 1 0 4.2M12.7 4a5.6 5.6 0 0 1 0 8",
  muted: "M2.8 6.2v3.6h2.4L8.4 12.6V3.4L5.2 6.2zM10.8 6.3l3 3.4M13.8 6.3l-3 3.4",
  sliders:
    "M3 5h5.2M11.4 5H13M3 11h1.6M7.8 11H13M9.8 3.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2zM6.2 9.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2z",
  retry: "M12.8 8A4.8 4.8 0 1 1 11 4.2M11.2 1.8v2.7H8.5",
  picture: "M2.8 3.5h10.4v9H2.8zM3 11l3.2-3.2 2.4 2.4 1.8-1.6 2.6 2.4M10.6 6.1h.01",
  film: "M2.8 3.5h10.4v9H2.8zM5.4 3.5v9M10.6 3.5v9M2.8 8h10.4M2.8 5.8h2.6M2.8 10.2h2.6M10.6 5.8h2.6M10.6 10.2h2.6",
  music:
    "M6 12V4.2l6.4-1.4v7.6M6 12a1.7 1.7 0 1 1-3.4 0A1.7 1.7 0 0 1 6 12zM12.4 10.4a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0z",
  text: "M3.5 4.8V3.5h9v1.3M8 3.5v9M6.3 12.5h3.4",
  warning: "M8 2.8 14 13H2zM8 6.6v3M8 11.3h.01",
  history: "M3.2 8a4.8 4.8 0 1 0 1.6-3.6M4.8 1.8v2.7h2.7M8 5.4V8l1.8 1.2",
  copy: "M5.8 5.8V3.2h7v7h-2.6M3.2 5.8h7v7h-7z",
  check: "M3.2 8.4l3.2 3.2 6.4-7",
  pencil: "M3 13l.7-2.9 7-7 2.2 2.2-7 7zM9.3 4.5l2.2 2.2",
  cloud: "M4.6 12.4a2.7 2.7 0 0 1-.3-5.4A3.8 3.8 0 0 1 11.7 6a3.2 3.2 0 0 1-.4 6.4z",
  sparkle: "M8 2.5 9.4 6.6 13.5 8 9.4 9.4 8 13.5 6.6 9.4 2.5 8l4.1-1.4z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, filled = false }: { name: IconName; filled?: boolean }) {
  return (
    <svg class="nemo-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill={filled ? "currentColor" : "none"} />
    </svg>
  );
}
