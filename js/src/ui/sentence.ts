import { Failure } from "../bridge/failure";
import type { Strings } from "../i18n";

/** One sentence for a person about why something failed. */
export function sentenceOf(error: unknown, strings: Strings): string {
  if (!(error instanceof Failure)) return strings.broken;
  return error.reason === "refused" ? error.message : strings.failures[error.reason];
}
