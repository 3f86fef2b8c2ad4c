/**
 * Which theme to draw in, by what the host shows: the widget's own `theme` trait, then JupyterLab, VS Code, Colab, and
 * at last the system.
 */
import { type ReadonlySignal, signal } from "@preact/signals";

export type Theme = "light" | "dark";
export type Host = "jupyter" | "vscode" | "colab" | "plain";

export function hostOf(document: Document): Host {
  const { body, documentElement: html } = document;
  if (body.dataset.jpThemeLight !== undefined || cssVariable(document, "--jp-layout-color1")) return "jupyter";
  if (/\bvscode-/.test(body.className) || cssVariable(document, "--vscode-editor-background")) return "vscode";
  if (html.hasAttribute("theme")) return "colab";
  return "plain";
}

/** The theme that the host shows. */
export function hostTheme(document: Document, systemIsDark: boolean): Theme {
  const { body, documentElement: html } = document;
  const jupyter = body.dataset.jpThemeLight;
  if (jupyter !== undefined) return jupyter === "false" ? "dark" : "light";
  const jupyterGround = lightness(cssVariable(document, "--jp-layout-color1"));
  if (jupyterGround !== undefined) return jupyterGround < 0.5 ? "dark" : "light";
  // VS Code's light theme of high contrast carries both of the last two names
  if (/\bvscode-(light|high-contrast-light)\b/.test(body.className)) return "light";
  if (/\bvscode-(dark|high-contrast)\b/.test(body.className)) return "dark";
  const code = lightness(cssVariable(document, "--vscode-editor-background"));
  if (code !== undefined) return code < 0.5 ? "dark" : "light";
  const colab = html.getAttribute("theme");
  if (colab !== null) return colab === "dark" ? "dark" : "light";
  return systemIsDark ? "dark" : "light";
}

/** Follows the host's theme until `until` is aborted. */
export function watchHostTheme(document: Document, until: AbortSignal): ReadonlySignal<Theme> {
  const system = document.defaultView?.matchMedia?.("(prefers-color-scheme: dark)");
  const read = () => hostTheme(document, system?.matches ?? false);
  const theme = signal(read());
  const update = () => {
    theme.value = read();
  };
  const observer = new MutationObserver(update);
  const options = { attributes: true, attributeFilter: ["class", "theme", "style", "data-jp-theme-light"] };
  observer.observe(document.body, options);
  observer.observe(document.documentElement, options);
  system?.addEventListener?.("change", update, { signal: until });
  until.addEventListener("abort", () => observer.disconnect());
  return theme;
}

function cssVariable(document: Document, name: string): string {
  return document.defaultView?.getComputedStyle(document.body).getPropertyValue(name).trim() ?? "";
}

/** 0 (black) to 1 (white) of "#rgb", "#rrggbb" or "rgb(…)"; undefined for anything else. */
function lightness(colour: string): number | undefined {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour)?.[1];
  const parts = hex
    ? hex.length === 3
      ? [...hex].map((digit) => Number.parseInt(digit + digit, 16))
      : [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
    : /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)/.exec(colour)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [red = 0, green = 0, blue = 0] = parts;
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
