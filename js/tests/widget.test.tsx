/** The whole widget against a comm: what a person sees, found by role and name. */
import { getByRole, queryByRole, within } from "@testing-library/dom";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Snapshot } from "../src/bridge/protocol.gen";
import widget from "../src/index";
import { mount } from "../src/mount";
import { Comm, mediaItem, message, snapshot } from "./comm";
import { waitFor } from "./waiting";

let comm: Comm;
let el: HTMLElement;
let end: () => void;

beforeEach(() => {
  comm = new Comm();
  comm.handlers.thumbnail = () => {
    throw new Error("no picture");
  };
  el = document.body.appendChild(document.createElement("div"));
});
afterEach(() => {
  end();
  el.remove();
});

async function show(change: Partial<Snapshot> = {}): Promise<HTMLElement> {
  comm.handlers.snapshot = () => ({ ...snapshot({ n: comm.n, ...change }) });
  end = widget.render({ model: comm as never, el });
  await waitFor(() => getByRole(el, "textbox", { name: "Message" }));
  return el.querySelector(".nemo-widget") as HTMLElement;
}

const STILL = { bpm: null, in_ms: null, speed: null };
const timeline = {
  undo_steps: null,
  redo_steps: null,
  tracks: [
    {
      id: "v",
      kind: "video" as const,
      label: "Video",
      clips: [
        {
          id: "a",
          name: "beach.jpg",
          start_ms: 0,
          duration_ms: 3000,
          source: "h1",
          volume: null,
          transition: null,
          transition_ms: 0,
          ...STILL,
        },
        {
          id: "b",
          name: "dog.jpg",
          start_ms: 3000,
          duration_ms: 2500,
          source: "h2",
          volume: null,
          transition: "crossfade",
          transition_ms: 500,
          ...STILL,
        },
      ],
    },
    {
      id: "m",
      kind: "music" as const,
      label: "BGM",
      clips: [
        {
          id: "c",
          name: "Lo-fi",
          start_ms: 0,
          duration_ms: 5500,
          source: "music:lo-fi",
          volume: 0.35,
          transition: null,
          transition_ms: 0,
          ...STILL,
        },
      ],
    },
  ],
  duration_ms: 5500,
  width: 1920,
  height: 1080,
  fps: 30,
  ratio: "16:9",
};

const item = (root: HTMLElement, name: string) =>
  getByRole(getByRole(root, "region", { name: "Timeline" }), "listitem", { name });

test("the first sight: one place to drop photos, a greeting, three examples, and the message box", async () => {
  const root = await show();
  expect(root.textContent).toContain("Add your photos.");
  expect(root.textContent).toContain("Drop photos here, or choose files");
  const picker = root.querySelector<HTMLInputElement>("input[type=file]")!;
  expect([picker.getAttribute("aria-label"), picker.multiple]).toEqual(["Add media", true]);
  expect(within(getByRole(root, "group", { name: "Examples" })).getAllByRole("button")).toHaveLength(3);
  expect(getByRole(root, "button", { name: "Try it with sample pictures" })).toBeTruthy();
  expect(getByRole(root, "log", { name: "Chat" })).toBeTruthy();
  for (const name of ["Timeline", "Video"]) expect(queryByRole(root, "region", { name })).toBeNull();
  expect(queryByRole(root, "button", { name: "Stop" })).toBeNull();
});

test("every class is ours, and the root keeps the host's shortcuts away", async () => {
  const root = await show({
    timeline,
    messages: [message({ id: "1", text: "**Hi**\n- a", next_steps: [{ label: "x", say: "x" }] })],
  });
  for (const element of root.querySelectorAll("*")) {
    for (const name of element.classList) expect(name).toMatch(/^nemo-/);
  }
  expect(root.dataset.lmSuppressShortcuts).toBe("true");
  let escaped = false;
  document.addEventListener("keydown", () => {
    escaped = true;
  });
  getByRole(root, "textbox", { name: "Message" }).dispatchEvent(
    new KeyboardEvent("keydown", { key: "a", bubbles: true }),
  );
  expect(escaped).toBe(false);
});

function type(root: HTMLElement, text: string): HTMLTextAreaElement {
  const box = getByRole<HTMLTextAreaElement>(root, "textbox", { name: "Message" });
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  return box;
}

const press = (target: HTMLElement, change: KeyboardEventInit) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...change }));

test("Enter sends what was typed; it is shown at once, and once only when its echo comes", async () => {
  const root = await show();
  press(type(root, "make a video"), { key: "Enter", isComposing: true });
  press(getByRole(root, "textbox", { name: "Message" }), { key: "Enter", shiftKey: true });
  expect(comm.called("send")).toHaveLength(0);
  press(getByRole(root, "textbox", { name: "Message" }), { key: "Enter" });
  const log = getByRole(root, "log", { name: "Chat" });
  await waitFor(() => expect(log.textContent).toBe("make a video"));
  const call = await comm.nextCall("send");
  expect(call.params).toEqual({ text: "make a video" });
  comm.emit(
    { type: "message", message: message({ id: "m1", role: "user", text: "make a video" }) },
    { type: "turn", running: true, queued: 0 },
    { type: "message", message: message({ id: "m2", text: "", done: false }) },
  );
  comm.answer(call, { message: "m1" });
  comm.emit({ type: "delta", id: "m2", offset: 0, text: "Three photos, " });
  await waitFor(() => expect(log.textContent).toBe("make a videoThree photos, "));
  getByRole(root, "button", { name: "Stop" }).click();
  await comm.nextCall("stop");
  comm.emit({ type: "delta", id: "m2", offset: 14, text: "3 s each." }, { type: "turn", running: false, queued: 0 });
  await waitFor(() => expect(log.textContent).toBe("make a videoThree photos, 3 s each."));
  expect(queryByRole(root, "button", { name: "Stop" })).toBeNull();
});

test("a message that is refused says why, in its place, and can be sent again", async () => {
  const root = await show();
  comm.handlers.send = () => {
    throw new Error("The engine has ended. Send it again.");
  };
  press(type(root, "hello"), { key: "Enter" });
  await waitFor(() => expect(getByRole(root, "log").textContent).toContain("The engine has ended. Send it again."));
  comm.handlers.send = () => ({ message: "m1" });
  getByRole(root, "button", { name: "Try again" }).click();
  await comm.nextCall("send", 2);
});

test("a queued message is marked, and can be withdrawn", async () => {
  const root = await show({
    messages: [message({ id: "q", role: "user", text: "later", queued: true })],
    running: true,
    queued: 1,
  });
  expect(getByRole(root, "log").textContent).toContain("Waiting its turn");
  getByRole(root, "button", { name: "Withdraw" }).click();
  expect((await comm.nextCall("withdraw")).params).toEqual({ message: "q" });
  await waitFor(() => expect(getByRole(root, "log").textContent).toBe(""));
});

test("chosen files go up one after the other, and the message waits for them", async () => {
  const root = await show();
  const picker = root.querySelector<HTMLInputElement>("input[type=file]")!;
  const files = ["a.jpg", "b.jpg"].map((name) => new File(["xx"], name, { type: "image/jpeg" }));
  Object.defineProperty(picker, "files", { value: files, configurable: true });
  picker.dispatchEvent(new Event("change", { bubbles: true }));
  const begin = await comm.nextCall("upload_begin");
  const list = await waitFor(() => getByRole(root, "list", { name: "Media" }));
  expect(
    within(list)
      .getAllByRole("progressbar")
      .map((bar) => bar.getAttribute("aria-label")),
  ).toEqual(["Uploading a.jpg", "Uploading b.jpg"]);
  press(type(root, "make a video of all"), { key: "Enter" });
  comm.handlers.upload_chunk = () => ({ received: 2 });
  comm.handlers.upload_end = ({ params }) => {
    const name = params.upload === "u1" ? "a.jpg" : "b.jpg";
    comm.emit({ type: "media", item: mediaItem({ id: params.upload as string, name }) });
    return { media: params.upload };
  };
  comm.answer(begin, { upload: "u1", chunk_bytes: 10, window: 2 });
  const second = await comm.nextCall("upload_begin", 2);
  expect(second.params).toEqual({ name: "b.jpg", size_bytes: 2 });
  expect(comm.called("send")).toHaveLength(0);
  comm.answer(second, { upload: "u2", chunk_bytes: 10, window: 2 });
  await comm.nextCall("send");
  expect(
    within(list)
      .getAllByRole("listitem")
      .map((entry) => entry.getAttribute("aria-label")),
  ).toEqual(["a.jpg", "b.jpg"]);
  await waitFor(() => expect(within(list).queryByRole("progressbar")).toBeNull());
});

test("a file that is refused says why once, beside the good ones", async () => {
  const bad = mediaItem({
    id: "bad",
    name: "notes.jpg",
    status: "failed",
    error: "notes.jpg is not really a JPG file.",
    hash: null,
  });
  const root = await show({ media: [mediaItem({ id: "good", name: "good.jpg" }), bad] });
  const list = getByRole(root, "list", { name: "Media" });
  expect(within(list).getAllByRole("listitem")).toHaveLength(1);
  expect(root.textContent?.split("notes.jpg is not really a JPG file.")).toHaveLength(2);
  getByRole(root, "button", { name: "Dismiss notes.jpg" }).click();
  await waitFor(() => expect(root.textContent).not.toContain("notes.jpg"));
  expect((await comm.nextCall("media_remove")).params).toEqual({ media: "bad" });
});

test("however many files are refused, they share one place that scrolls", async () => {
  const media = Array.from({ length: 9 }, (_, index) =>
    mediaItem({
      id: `${index}`,
      name: `${index}.jpg`,
      status: "failed",
      error: `${index}.jpg is damaged.`,
      hash: null,
    }),
  );
  const root = await show({ media });
  const place = getByRole(root, "group", { name: "Files that could not be used" });
  expect(within(place).getAllByRole("alert")).toHaveLength(9);
  expect(place.tabIndex).toBe(0);
  expect(place.contains(getByRole(root, "textbox", { name: "Message" }))).toBe(false);
  expect(place.textContent).toContain("9 files could not be used");
  within(place).getByRole("button", { name: "Dismiss all" }).click();
  await waitFor(() => expect(root.textContent).not.toContain("damaged"));
  expect(comm.called("media_remove")).toHaveLength(9);
});

test("only files that are ready are here; the others are arriving", async () => {
  const arriving = mediaItem({ id: "b", name: "b.jpg", status: "sending", progress: 0.1, hash: null });
  const root = await show({ media: [arriving] });
  expect(getByRole(root, "region", { name: "Preview" }).textContent).toBe("1 file is arriving…");
  comm.emit({ type: "media", item: mediaItem({ id: "a", name: "a.jpg" }) });
  await waitFor(() => expect(root.textContent).toContain("1 file is here. 1 file is arriving…"));
  comm.emit({ type: "media", item: { ...arriving, status: "ready" } });
  await waitFor(() => expect(root.textContent).toContain("2 files are here."));
  expect(root.textContent).not.toContain("arriving");
});

test("the head speaks the language of the page, whatever Python's labels are in", async () => {
  const root = await show({
    connection: { state: "ready", label: "在本机运行", remote: false, host: "", language_model: "" },
  });
  const head = root.querySelector(".nemo-connection")!;
  expect(head.textContent).toBe("on this machine · nothing is uploaded");
  comm.change("language", "zh");
  await waitFor(() => expect(head.textContent).toBe("在本机运行 · 不上传任何文件"));
  comm.handlers.credits = () => ({ available: 1250, frozen: 0, total: 1250, unlimited: false });
  comm.emit({
    type: "connection",
    connection: { state: "ready", label: "", remote: true, host: "example.org", language_model: "" },
  });
  await waitFor(() => expect(head.textContent).toBe("example.org · 照片会发送到那里"));
  await waitFor(() => expect(root.querySelector(".nemo-head")?.textContent).toContain("1,250 积分"));
});

test("the head says to whom a language model's host brings what is written", async () => {
  const local = { state: "ready", label: "", remote: false, host: "", language_model: "llm.example.org" } as const;
  const root = await show({ connection: local });
  const head = root.querySelector(".nemo-connection")!;
  expect(head.textContent).toBe("on this machine · chat text and file names go to llm.example.org; photos don't");
  expect(head.classList.contains("nemo-connection-remote")).toBe(true); // marked: not all stays here
  comm.change("language", "zh");
  await waitFor(() => expect(head.textContent).toBe("在本机运行 · 对话文字和文件名会发送到 llm.example.org，照片不会"));
  comm.emit({ type: "connection", connection: { ...local, remote: true, host: "team.example.org" } });
  await waitFor(() => expect(head.textContent).toContain("team.example.org · 照片会发送到那里"));
  expect(head.textContent).toContain("llm.example.org");
});

test("files are put in order, renamed and taken away, by keys and by their card", async () => {
  const root = await show({ media: ["a.jpg", "b.jpg", "c.jpg"].map((name, n) => mediaItem({ id: `${n}`, name })) });
  const list = getByRole(root, "list", { name: "Media" });
  const names = () =>
    within(list)
      .getAllByRole("listitem")
      .map((entry) => entry.getAttribute("aria-label"));
  const open = (name: string) => within(list).getByRole("button", { name: `Options for ${name}` });
  press(open("a.jpg"), { key: "ArrowRight", altKey: true });
  expect((await comm.nextCall("media_order")).params).toEqual({ ids: ["1", "0", "2"] });
  expect(names()).toEqual(["b.jpg", "a.jpg", "c.jpg"]);
  comm.refuse(comm.called("media_order")[0]!, "Not now.");
  await waitFor(() => expect(names()).toEqual(["a.jpg", "b.jpg", "c.jpg"]));
  expect(root.textContent).toContain("Not now.");

  open("b.jpg").click();
  const card = await waitFor(() => getByRole(root, "group", { name: "File b.jpg" }));
  expect(card.textContent).toContain("Photo · 1 KB · 1600 × 1200");
  const box = within(card).getByRole<HTMLInputElement>("textbox", { name: "Name" });
  box.value = "sea";
  box.dispatchEvent(new Event("input", { bubbles: true }));
  comm.handlers.media_rename = () => {
    throw new Error("There is another file called sea.jpg.");
  };
  await waitFor(() =>
    expect(within(card).getByRole<HTMLButtonElement>("button", { name: "Rename" }).disabled).toBe(false),
  );
  box.form!.requestSubmit();
  await waitFor(() => expect(within(card).getByRole("alert").textContent).toContain("another file"));
  comm.handlers.media_rename = () => ({ name: "sea.jpg" });
  box.form!.requestSubmit();
  await waitFor(() => expect(queryByRole(root, "group", { name: "File b.jpg" })).toBeNull());
  expect(comm.called("media_rename")[1]?.params).toEqual({ media: "1", name: "sea" });
  comm.emit({ type: "media", item: mediaItem({ id: "1", name: "sea.jpg" }) });
  await waitFor(() => expect(names()).toEqual(["a.jpg", "sea.jpg", "c.jpg"]));

  press(open("a.jpg"), { key: "Delete" });
  expect((await comm.nextCall("media_remove")).params).toEqual({ media: "0" });
  expect(names()).toEqual(["sea.jpg", "c.jpg"]);
});

test("a message can be copied, and edited and sent again", async () => {
  const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue(undefined);
  const root = await show({
    messages: [message({ id: "1", role: "user", text: "make it warm" }), message({ id: "2", text: "Warm **now**." })],
  });
  const log = getByRole(root, "log", { name: "Chat" });
  within(log).getByRole("button", { name: "Edit and send again" }).click();
  const box = getByRole<HTMLTextAreaElement>(root, "textbox", { name: "Message" });
  await waitFor(() => expect(box.value).toBe("make it warm"));
  expect(document.activeElement).toBe(box);
  press(log, { key: "ArrowDown", altKey: true });
  await waitFor(() => expect(within(log).queryByRole("button", { name: "Edit and send again" })).toBeNull());
  within(log).getByRole("button", { name: "Copy" }).click();
  expect(write).toHaveBeenCalledWith("Warm **now**.");
  await waitFor(() => within(log).getByRole("button", { name: "Copied" }));
});

test("an earlier conversation that nobody has open can be gone on with", async () => {
  const past = {
    id: "p1",
    at: Date.now() / 1000 - 7200,
    skill: "best-image-to-video",
    title: "Best Image to Video",
    first_words: "my holidays",
    clips: 3,
    videos: 1,
    exporting: true,
    is_open: false,
    remote: false,
  };
  comm.handlers.sessions = () => ({ sessions: [{ ...past, id: "p0", is_open: true }, past] });
  const root = await show();
  const place = await waitFor(() => getByRole(root, "region", { name: "The last conversation" }));
  expect(place.textContent).toContain("my holidays2 hours ago · 3 files · 1 video · its export goes on");
  within(place).getByRole("button", { name: "Resume" }).click();
  expect((await comm.nextCall("resume")).params).toEqual({ id: "p1" });
  comm.handlers.snapshot = () => ({
    ...snapshot({ n: comm.n, messages: [message({ id: "1", role: "user", text: "my holidays" })] }),
  });
  comm.emit({ type: "replaced" });
  await waitFor(() => expect(getByRole(root, "log").textContent).toBe("my holidays"));
  expect(queryByRole(root, "region", { name: "The last conversation" })).toBeNull();
});

test("what another view has taken away is gone here, too", async () => {
  const root = await show({
    media: ["a.jpg", "b.jpg"].map((name, n) => mediaItem({ id: `${n}`, name })),
    messages: [message({ id: "q", role: "user", text: "later", queued: true })],
  });
  comm.emit({ type: "message_removed", id: "q" }, { type: "media_list", ids: ["1"] });
  const list = getByRole(root, "list", { name: "Media" });
  await waitFor(() => expect(within(list).getAllByRole("listitem")).toHaveLength(1));
  expect(getByRole(root, "log").textContent).toBe("");
});

test("a fault of the widget's own scripts is shown, and others' are not", async () => {
  comm.handlers.snapshot = () => ({ ...snapshot() });
  const stop = new AbortController();
  end = () => stop.abort();
  mount(comm, el, stop.signal, "https://host.example/widget.js");
  const root = el.querySelector(".nemo-widget") as HTMLElement;
  const tell = (stack: string) =>
    window.dispatchEvent(new ErrorEvent("error", { error: Object.assign(new Error("no such thing"), { stack }) }));
  tell("at https://host.example/lab.js:1");
  expect(queryByRole(root, "alert")).toBeNull();
  tell("at https://host.example/widget.js:1");
  const alert = await waitFor(() => getByRole(root, "alert"));
  expect(within(alert).getByRole("button", { name: "Copy details" })).toBeTruthy();
  within(alert).getByRole("button", { name: "Dismiss" }).click();
  await waitFor(() => expect(queryByRole(root, "alert")).toBeNull());
});

test("a language that was set is never mixed with the browser's", async () => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["zh-CN"]);
  comm.traits.language = "fr";
  const root = await show();
  expect(root.lang).toBe("en");
  comm.change("language", "");
  await waitFor(() => expect(root.lang).toBe("zh"));
  vi.restoreAllMocks();
});

test("once the kernel has gone the head says so by itself, and what is said then fails at once", async () => {
  const root = await show();
  comm.handlers.snapshot = () => undefined;
  comm.trigger("comm_live_update");
  const sentence = "This view is not connected to a kernel any more. Run the cell again.";
  const head = root.querySelector(".nemo-connection")!;
  await waitFor(() => expect(head.textContent).toBe(sentence));
  expect(head.classList).toContain("nemo-connection-failed");
  press(type(root, "hello"), { key: "Enter" });
  await waitFor(() => expect(getByRole(root, "log").textContent).toContain(sentence));
});

test("the timeline's clips are list items; keys and buttons move and remove them by sentences", async () => {
  const root = await show({ timeline, media: [mediaItem({ id: "1", name: "beach.jpg" })] });
  for (const name of [
    "beach.jpg, 0 to 3 seconds",
    "dog.jpg, 3 to 5.5 seconds",
    "Lo-fi, 0 to 5.5 seconds",
    "Video track",
    "Music track",
  ]) {
    expect(item(root, name)).toBeTruthy();
  }
  const beach = within(item(root, "beach.jpg, 0 to 3 seconds")).getByRole("button");
  beach.focus();
  press(beach, { key: "ArrowRight", altKey: true });
  await waitFor(() => item(root, "beach.jpg, 2.5 to 5.5 seconds"));
  expect((await comm.nextCall("send")).params).toEqual({ text: 'Move "beach.jpg" to position 2.' });
  comm.answer(comm.called("send")[0]!, { message: "1" });
  press(within(item(root, "dog.jpg, 0 to 2.5 seconds")).getByRole("button"), { key: "Delete" });
  expect((await comm.nextCall("send", 2)).params).toEqual({ text: 'Remove "dog.jpg".' });
  comm.answer(comm.called("send")[1]!, { message: "2" });
  getByRole(root, "button", { name: "Undo" }).click();
  expect((await comm.nextCall("send", 3)).params).toEqual({ text: "Undo." });
  comm.answer(comm.called("send")[2]!, { message: "3" });
  comm.emit(
    { type: "message", message: message({ id: "3", role: "user", text: "Undo." }) },
    { type: "timeline", timeline: { ...timeline, duration_ms: 5400 }, draft: null },
  );
  const redo = getByRole<HTMLButtonElement>(root, "button", { name: "Redo" });
  expect(redo.disabled).toBe(true);
  await waitFor(() => expect(redo.disabled).toBe(false));
  press(redo, { key: "Z", ctrlKey: true, shiftKey: true });
  expect((await comm.nextCall("send", 4)).params).toEqual({ text: "Redo." });
});

test("an export: its choices, its progress, and the video with its download", async () => {
  const root = await show({ timeline, media: [mediaItem({ id: "1", name: "beach.jpg" })] });
  const resolution = getByRole<HTMLSelectElement>(root, "combobox", { name: "Resolution" });
  resolution.value = "720";
  resolution.dispatchEvent(new Event("change", { bubbles: true }));
  getByRole(root, "button", { name: "Export" }).click();
  expect((await comm.nextCall("export")).params).toEqual({
    resolution: 720,
    fps: null,
    quality: "high",
    format: "mp4",
    audio: null,
  });
  comm.emit({
    type: "export",
    export: { state: "rendering", progress: 0.42, left_s: 75, label: "Rendering", error: null },
  });
  const bar = await waitFor(() => getByRole(root, "progressbar", { name: "Export progress" }));
  expect(bar.getAttribute("aria-valuenow")).toBe("42");
  expect(root.textContent).toContain("2 min left");
  getByRole(root, "button", { name: "Cancel" }).click();
  await comm.nextCall("cancel_export");
  comm.handlers.read_video = (call) => {
    comm.answer(call, { offset: 0 }, [new DataView(new ArrayBuffer(call.params.length as number))]);
    return undefined;
  };
  comm.emit(
    { type: "export", export: { state: "done", progress: 1, left_s: null, label: "", error: null } },
    {
      type: "video",
      video: { id: "v", name: "promo.mp4", width: 1280, height: 720, duration_s: 5.5, size_bytes: 1000, format: "mp4" },
    },
  );
  const region = await waitFor(() => getByRole(root, "region", { name: "Video" }));
  const link = await waitFor(() => within(region).getByRole<HTMLAnchorElement>("link", { name: "Download" }));
  expect([link.download, region.querySelector("video")?.src]).toEqual(["promo.mp4", link.href]);
  expect(queryByRole(root, "button", { name: "Export" })).toBeTruthy();
});

test("a failed export says why, and Export is there to try again", async () => {
  const root = await show({
    timeline,
    media: [mediaItem({ id: "1", name: "beach.jpg" })],
    export: { state: "failed", progress: 0.4, left_s: null, label: "", error: "The disk is full. Make room first." },
  });
  expect(getByRole(root, "alert").textContent).toBe("The disk is full. Make room first.");
  expect(getByRole<HTMLButtonElement>(root, "button", { name: "Export" }).disabled).toBe(false);
});

test("theme and language follow their traits", async () => {
  const root = await show();
  comm.change("theme", "dark");
  comm.change("language", "zh-CN");
  await waitFor(() => expect([root.dataset.theme, root.lang]).toEqual(["dark", "zh"]));
  await waitFor(() => getByRole(root, "textbox", { name: "消息" }));
});

test("a page that is seen again catches up", async () => {
  await show();
  document.dispatchEvent(new Event("visibilitychange"));
  await comm.nextCall("snapshot", 2);
});

test("nothing is left of a view that is gone", async () => {
  await show({ timeline, draft: { d: 1000, t: [] } });
  end();
  expect(el.innerHTML).toBe("");
  expect(comm.listening).toBe(0);
});

test("earlier exports can be chosen, and the draft again", async () => {
  const info = { width: 1280, height: 720, duration_s: 9, size_bytes: 3, format: "mp4" as const };
  comm.handlers.read_video = () => ({ offset: 0 });
  const root = await show({
    timeline,
    media: [mediaItem({ id: "m1", name: "beach.jpg" })],
    draft: { d: 5500, t: [{ tt: 0, sg: [{ id: "a", s: 0, d: 5500, m: { src: "h1" } }] }] },
    videos: [
      { ...info, id: "v1", name: "one.mp4" },
      { ...info, id: "v2", name: "two.gif", format: "gif" },
    ],
  });
  const choice = getByRole<HTMLSelectElement>(root, "combobox", { name: "Exports" });
  expect([...choice.options].map(({ text }) => text)).toEqual([
    "2. 1280 × 720 · 0:09 · GIF",
    "1. 1280 × 720 · 0:09 · MP4",
  ]);
  choice.value = "v1";
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  await waitFor(() => expect(comm.called("read_video").at(-1)?.params.video).toBe("v1"));
  getByRole(root, "button", { name: "Draft" }).click();
  await waitFor(() => getByRole(root, "slider", { name: "Seek" }));
});

test("a back end without sound for the preview is told of", async () => {
  comm.handlers.preview = () => ({ id: null, mime: "", size_bytes: 0, missing: "not-offered" });
  const root = await show({
    timeline,
    media: [mediaItem({ id: "m1", name: "beach.jpg" })],
    draft: { d: 5500, t: [{ tt: 0, sg: [{ id: "a", s: 0, d: 5500, m: { src: "h1" } }] }] },
  });
  await waitFor(() => within(root).getByText(/gives no sound for the preview/));
  expect(getByRole<HTMLButtonElement>(root, "button", { name: /gives no sound/ }).disabled).toBe(true);
});

test("the preview of a long video says that its sound is in the finished one", async () => {
  const long = structuredClone(timeline);
  Object.assign(long, { duration_ms: 600_001 });
  const root = await show({
    timeline: long,
    media: [mediaItem({ id: "m1", name: "beach.jpg" })],
    draft: { d: 600_001, t: [{ tt: 0, sg: [{ id: "a", s: 0, d: 600_001, m: { src: "h1" } }] }] },
  });
  await waitFor(() => within(root).getByText(/longer than 10 minutes is silent/));
  expect(getByRole<HTMLButtonElement>(root, "button", { name: /longer than 10 minutes/ }).disabled).toBe(true);
  expect(comm.called("preview")).toEqual([]);
});

test("pictures that have come since the last message can be put on the timeline by one click", async () => {
  const root = await show({
    timeline,
    media: [mediaItem({ id: "m1", name: "beach.jpg", hash: "h1" }), mediaItem({ id: "m2", name: "unused.jpg" })],
    messages: [message({ id: "a1", text: "Done.", next_steps: [{ label: "Export", say: "Export" }] })],
  });
  const offered = () =>
    within(getByRole(root, "group", { name: "Suggestions" }))
      .getAllByRole("button")
      .map(({ textContent }) => textContent);
  expect(offered()).toEqual(["Export"]);
  comm.emit({ type: "media", item: mediaItem({ id: "m3", name: "new.jpg" }) });
  await waitFor(() => expect(offered()).toEqual(["Add the new photos", "Export"]));
  getByRole(root, "button", { name: "Say: Add the new photos" }).click();
  await waitFor(() => expect(comm.called("send").at(-1)?.params.text).toBe("Add the new photos."));
});
