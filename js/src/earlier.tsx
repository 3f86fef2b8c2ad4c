import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { PastSession } from "./bridge/protocol.gen";
import { Button } from "./ui/button";
import { ago } from "./ui/format";
import { Icon } from "./ui/icons";
import { useView } from "./view";

/** The way back into the conversation that was here last, as when the kernel was started anew. */
export function Earlier() {
  const { store, link, strings, language, resume, until } = useView();
  const last = useSignal<PastSession | null>(null);
  const busy = useSignal(false);
  const skill = store.skill.value?.name;
  const remote = store.connection.value.remote;
  useEffect(() => {
    link
      .call<{ sessions: PastSession[] }>("sessions", {}, { signal: until })
      .then(({ result }) => {
        const open = result.sessions.filter((one) => !one.is_open && one.skill === skill && one.remote === remote);
        last.value = open[0] ?? null;
      })
      .catch(() => undefined);
  }, [skill, remote]);
  const words = strings.value;
  const past = last.value;
  if (!past) return null;
  return (
    <section class="nemo-earlier" aria-label={words.earlier}>
      <Icon name="history" />
      <p class="nemo-earlier-text">
        <span class="nemo-earlier-words">{past.first_words || past.title}</span>
        <span class="nemo-hint">
          {[
            ago(past.at * 1000, language.value),
            past.clips > 0 && words.files(past.clips),
            past.videos > 0 && words.videos(past.videos),
            past.exporting && words.exportRuns,
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </p>
      <Button
        name={words.resume}
        kind="small"
        disabled={busy.value}
        onClick={() => {
          busy.value = true;
          void resume(past.id).finally(() => {
            busy.value = false;
          });
        }}
      >
        {words.resume}
      </Button>
    </section>
  );
}
