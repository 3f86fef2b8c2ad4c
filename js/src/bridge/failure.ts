/** Why a call brought no result. `refused` carries Python's own sentence for a person; the others are put into words by the view. */
export type Reason = "refused" | "no-answer" | "closed" | "unreadable-file" | "incomplete";

export class Failure extends Error {
  constructor(
    readonly reason: Reason,
    sentence = "",
  ) {
    super(sentence || reason);
    this.name = "Failure";
  }
}
