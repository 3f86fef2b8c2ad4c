/** Everything one view of the widget is made of. It lives from `render` to the abort of its signal. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { Bin } from "./bin/arrange";
import { Pictures } from "./bin/pictures";
import { Transfers } from "./bin/transfers";
import { type CallOptions, Link, type Model } from "./bridge/link";
import type { ExportParams } from "./bridge/protocol.gen";
import { Sync } from "./bridge/sync";
import { Composing } from "./chat/composing";
import { Outbox } from "./chat/outbox";
import { watchFaults } from "./host/faults";
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
  bin: Bin;
  outbox: Outbox;
  composing: Composing;
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
  /** Puts an earlier conversation in the place of this one. */
  resume(id: string): Promise<void>;
  addUrls(urls: readonly string[]): void;
  /** Faults of the widget's own scripts that no part of it could show. */
  faults: Signal<Error | null>;
  until: AbortSignal;
}

/** `script` is the address of the widget's own script, by which its faults are known from those of the host. */
export function createView(model: Model, document: Document, until: AbortSignal, script = ""): View {
  const store = new Store();
  const link = new Link(model, (envelope) => sync.receive(envelope));
  const sync = new Sync(link, store, until, () => chosen.value.code);
  const pictures = new Pictures(link, store, until);
  const transfers = new Transfers(link, until, pictures);
  const outbox = new Outbox(link, store, () => transfers.settled());
  const failure = signal<unknown>(null);
  const bin = new Bin(link, store, transfers, (error) => {
    if (!until.aborted) failure.value = error;
  });
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
  const tell = (method: string, params: object = {}, options: CallOptions = {}) => {
    failure.value = null;
    return link.call(method, params, options).then(
      () => undefined,
      (error: unknown) => {
        if (!until.aborted) failure.value = error;
      },
    );
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
  const found = () => {
    link.sendAgain();
    void sync.resync();
  };
  watchKernel(model, { ended: () => link.lose(), found }, until);
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
    bin,
    outbox,
    composing: new Composing(),
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
    faults: watchFaults(document, script, until),
    say: (text) => void outbox.send(text),
    stop: () => void tell("stop"),
    export: (params) => void tell("export", params),
    cancelExport: () => void tell("cancel_export"),
    resume: (id) => tell("resume", { id }, { long: true }),
    addUrls: (urls) => void tell("upload_urls", { urls }, { long: true }),
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
