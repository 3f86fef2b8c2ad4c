import { expect, test } from "vitest";
import { Store } from "../../src/store/store";
import { Arrangement } from "../../src/timeline/arrangement";
import { message, snapshot } from "../comm";

test("an answer that grows costs the timeline nothing, however long the conversation", () => {
  const store = new Store();
  const messages = Array.from({ length: 50 }, (_, n) => message({ id: `${n}`, text: "…", done: false }));
  store.load(snapshot({ messages }));
  new Arrangement(
    store,
    async () => true,
    () => "en",
    new AbortController().signal,
  );
  let reads = 0;
  const first = store.messages.value[0]!;
  const plain = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(first), "value")!;
  Object.defineProperty(first, "value", {
    get: () => {
      reads++;
      return plain.get!.call(first);
    },
    set: (value) => plain.set!.call(first, value),
  });
  store.apply([{ type: "delta", id: "49", offset: 1, text: "more" }]);
  expect(reads).toBe(0);
});
