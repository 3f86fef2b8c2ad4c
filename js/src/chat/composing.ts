import { signal } from "@preact/signals";

/** What is in the message box, from wherever it comes. */
export class Composing {
  readonly text = signal("");
  /** Counts up whenever the box is called to: it takes the focus. */
  readonly called = signal(0);

  /** Puts a message into the box, to be changed and sent. */
  edit(text: string): void {
    this.text.value = text;
    this.called.value++;
  }
}
