import { beforeEach, expect, test } from "vitest";
import { takeDrops, webAddresses } from "../../src/bin/drop";

let root: HTMLElement;
let end: AbortController;
let got: { files: string[]; urls: string[] };
let over: { readonly value: boolean };

beforeEach(() => {
  root = document.createElement("div");
  end = new AbortController();
  got = { files: [], urls: [] };
  const takers = {
    files: (files: File[]) => got.files.push(...files.map(({ name }) => name)),
    urls: (urls: string[]) => got.urls.push(...urls),
  };
  over = takeDrops(root, takers, end.signal);
});

function drag(type: string, data: object, target: HTMLElement = root): Event {
  const event = Object.assign(new Event(type, { bubbles: true, cancelable: true }), data);
  target.dispatchEvent(event);
  return event;
}

const files = { dataTransfer: { types: ["Files"], files: [new File(["x"], "a.jpg")], dropEffect: "" } };

test("files dropped anywhere on the widget are taken, and the page does not open them", () => {
  const inner = root.appendChild(document.createElement("p"));
  drag("dragenter", files);
  drag("dragenter", files, inner);
  drag("dragleave", files);
  expect(over.value).toBe(true);
  expect(drag("dragover", files, inner).defaultPrevented).toBe(true);
  expect(drag("drop", files, inner).defaultPrevented).toBe(true);
  expect([over.value, got.files]).toEqual([false, ["a.jpg"]]);
});

test("text that is dragged over is none of ours", () => {
  const event = drag("dragenter", { dataTransfer: { types: ["text/plain"], files: [] } });
  expect([event.defaultPrevented, over.value]).toEqual([false, false]);
});

const clipboard = (text: string, pasted: File[] = []) => ({ clipboardData: { files: pasted, getData: () => text } });

test("pictures and links are taken when pasted; a link in the message box stays text", () => {
  drag("paste", clipboard("", [new File(["x"], "shot.png")]));
  drag("paste", clipboard("https://example.com/a.jpg\nhttps://example.com/b.jpg"));
  drag("paste", clipboard("https://example.com/c.jpg"), root.appendChild(document.createElement("textarea")));
  expect(got).toEqual({ files: ["shot.png"], urls: ["https://example.com/a.jpg", "https://example.com/b.jpg"] });
});

test("only a text of nothing but links is links", () => {
  expect(webAddresses("see https://example.com")).toEqual([]);
  expect(webAddresses("file:///etc/passwd")).toEqual([]);
  expect(webAddresses("")).toEqual([]);
});

test("a view that is gone takes nothing", () => {
  end.abort();
  drag("drop", files);
  expect(got.files).toEqual([]);
});
