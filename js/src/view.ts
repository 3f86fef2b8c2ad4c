/** Everything one view of the widget is made of. It lives from `render` to the abort of its signal. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { Pictures } from "./bin/pictures";
import { Transfers } from "./bin/transfers";
import { type CallOptions, Link, type Model } from "./bridge/link";
import type { ExportParams } from "./bridge/protocol.gen";
import { Sync } from "./bridge/sync";
import { Outbox } from "./chat/outbox";
import { watchKernel } from "./host/kernel";
import { type Host, hostOf, type Theme, watchHostTheme } from "./host/theme";
import { type Strings, stringsFor } from "./i18n";
import { Films } from "./player/films";
import { Playback } from "./player/playback";
import { Sound } from "./player/sound";
import { Store } from "./store/store";
import { Arrangement } from "./timeline/arrangement";

export interface View {
  id: string;
  link: Link;
  store: Store;
  transfers: Transfers;
  outbox: Outbox;
  pictures: Pictures;
  playback: Playback;
  sound: Sound;
  films: Films;
  arrangement: Arrangement;
  host: Host;
  /** Whether the host's own background is in the wanted theme. */
  hostGround: ReadonlySignal<boolean>;
  theme: ReadonlySignal<Theme>;
  language: ReadonlySignal<string>;
  strings: ReadonlySignal<Strings>;
  /** Why something that has no place of its own failed, shown at the top. */
  failure: Signal<unknown>;
  say(text: string): void;
  stop(): void;
  export(params: ExportParams): void;
  cancelExport(): void;
  addUrls(urls: readonly string[]): void;
  until: AbortSignal;
}

export function createView(model: Model, document: Document, until: AbortSignal): View {
  const store = new Store();
  const link = new Link(model, (envelope) => sync.receive(envelope));
  const sync = new Sync(link, store, until);
  const pictures = new Pictures(link, store, until);
  const transfers = new Transfers(link, until, pictures);
  const outbox = new Outbox(link, store, () => transfers.settled());
  const wishes = watchTraits(model, until);
  const shown = watchHostTheme(document, until);
  const theme = computed<Theme>(() => {
    const wish = wishes.value.theme;
    return wish === "light" || wish === "dark" ? wish : shown.value;
  });
  const chosen = computed(() => {
    const { language } = wishes.value;
    return stringsFor(...(language ? [language] : navigator.languages));
  });
  const failure = signal<unknown>(null);
  const tell = (method: string, params: object = {}, options: CallOptions = {}) => {
    failure.value = null;
    link.call(method, params, options).catch((error: unknown) => {
      if (!until.aborted) failure.value = error;
    });
  };
  const playback = new Playback(() => store.timeline.value.duration_ms, until);
  const sound = new Sound(link, store, playback, until);
  const films = new Films(
    link,
    (source) => filmOf(store, source),
    (source) => !isVideo(store, source),
  );
  until.addEventListener("abort", () => {
    films.close();
    link.close();
  });
  watchKernel(model, () => link.lose(), until);
  void sync.resync();
  // what was sent while the machine slept or the network was away is lost in silence
  const catchUp = () => {
    if (!document.hidden) void sync.resync();
  };
  document.addEventListener("visibilitychange", catchUp, { signal: until });
  document.defaultView?.addEventListener("online", catchUp, { signal: until });
  return {
    id: link.view,
    link,
    store,
    transfers,
    outbox,
    pictures,
    playback,
    sound,
    films,
    arrangement: new Arrangement(
      store,
      (text) => outbox.send(text),
      () => chosen.peek().code,
      until,
    ),
    host: hostOf(document),
    hostGround: computed(() => theme.value === shown.value),
    theme,
    language: computed(() => chosen.value.code),
    strings: computed(() => chosen.value.strings),
    failure,
    say: (text) => void outbox.send(text),
    stop: () => tell("stop"),
    export: (params) => tell("export", params),
    cancelExport: () => tell("cancel_export"),
    addUrls: (urls) => tell("upload_urls", { urls }, { long: true }),
    until,
  };
}

/** The hash of an upload that may move: a video, or a kind of picture that can. */
function filmOf(store: Store, source: string): string | null {
  const item = store.media.peek().find(({ hash, id }) => hash === source || id === source);
  const moves = item?.kind === "video" || (item?.kind === "image" && /\.(gif|webp|apng)$/i.test(item.name));
  return moves ? (item.hash ?? null) : null;
}

function isVideo(store: Store, source: string): boolean {
  return store.media.peek().some(({ hash, id, kind }) => kind === "video" && (hash === source || id === source));
}

function watchTraits(model: Model, until: AbortSignal): ReadonlySignal<{ theme: string; language: string }> {
  const read = () => ({ theme: model.get("theme") ?? "auto", language: model.get("language") ?? "" });
  const traits = signal(read());
  const update = () => {
    traits.value = read();
  };
  for (const name of ["change:theme", "change:language"]) {
    model.on(name, update);
    until.addEventListener("abort", () => model.off(name, update));
  }
  return traits;
}

export const ViewContext = createContext<View | null>(null);

export function useView(): View {
  const view = useContext(ViewContext);
  if (!view) throw new Error("No view around this component.");
  return view;
}
