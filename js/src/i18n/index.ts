import { en, type Strings } from "./en";
import { zh } from "./zh";

export type { Strings };

const LANGUAGES: Record<string, Strings> = { en, zh };

/** The words for the first of the wanted languages ("zh-CN", "en-GB", "") that there is; English otherwise. */
export function stringsFor(...wanted: readonly string[]): { code: string; strings: Strings } {
  for (const tag of wanted) {
    const code = tag.toLowerCase().split(/[-_]/)[0] ?? "";
    const strings = LANGUAGES[code];
    if (strings) return { code, strings };
  }
  return { code: "en", strings: en };
}
