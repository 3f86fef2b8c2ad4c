/** The languages there are: each file of this folder that is named by a code, such as `zh.ts`, is one. */
import type { Strings } from "./en";
import { en } from "./en";

export type { Strings };

/** A language. What it lacks is said in English. */
export type Language = {
  [K in keyof Strings]?: Strings[K] extends (...args: never[]) => string ? Strings[K] : Partial<Strings[K]>;
};

const FILES = import.meta.glob<Record<string, Language>>("./??.ts", { eager: true });
const LANGUAGES = new Map(
  Object.entries(FILES).map(([path, file]) => {
    const code = path.slice(2, 4);
    return [code, completed(file[code] ?? {})];
  }),
);

/** The words for the first of the wanted languages ("zh-CN", "en-GB", "") that there is; English otherwise. */
export function stringsFor(...wanted: readonly string[]): { code: string; strings: Strings } {
  for (const tag of wanted) {
    const code = tag.toLowerCase().split(/[-_]/)[0] ?? "";
    const strings = LANGUAGES.get(code);
    if (strings) return { code, strings };
  }
  return { code: "en", strings: en };
}

/** The language with English words where it has none. */
export function completed(language: Language): Strings {
  const words = Object.entries(en).map(([key, english]) => {
    const own = language[key as keyof Strings];
    return [key, typeof english === "object" ? { ...english, ...(own as object) } : (own ?? english)];
  });
  return Object.fromEntries(words) as Strings;
}
