import { afterEach, expect, test } from "vitest";
import { hostOf, hostTheme, watchHostTheme } from "../../src/host/theme";

afterEach(() => {
  document.body.removeAttribute("class");
  document.body.removeAttribute("data-jp-theme-light");
  document.documentElement.removeAttribute("theme");
});

test("JupyterLab says it on the body", () => {
  document.body.dataset.jpThemeLight = "false";
  expect([hostOf(document), hostTheme(document, false)]).toEqual(["jupyter", "dark"]);
  document.body.dataset.jpThemeLight = "true";
  expect(hostTheme(document, true)).toBe("light");
});

test.each([
  ["vscode-dark", "dark"],
  ["vscode-light", "light"],
  ["vscode-high-contrast", "dark"],
  ["vscode-high-contrast vscode-high-contrast-light", "light"],
])("VS Code's %s is %s", (name, theme) => {
  document.body.className = name;
  expect([hostOf(document), hostTheme(document, theme === "light")]).toEqual(["vscode", theme]);
});

test("Colab says it on the page, and else the system decides", () => {
  document.documentElement.setAttribute("theme", "dark");
  expect([hostOf(document), hostTheme(document, false)]).toEqual(["colab", "dark"]);
  document.documentElement.removeAttribute("theme");
  expect([hostTheme(document, false), hostTheme(document, true)]).toEqual(["light", "dark"]);
});

test("a change of the host's theme is followed until the view is gone", async () => {
  const end = new AbortController();
  const theme = watchHostTheme(document, end.signal);
  document.body.dataset.jpThemeLight = "false";
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(theme.value).toBe("dark");
  end.abort();
  document.body.dataset.jpThemeLight = "true";
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(theme.value).toBe("dark");
});
