import { Icon } from "./ui/icons";
import { useView } from "./view";

/** What this is, and where the photos go. */
export function Head({ title }: { title: string }) {
  const { store, link, strings } = useView();
  const words = strings.value;
  const { state, label, remote } = store.connection.value;
  const slow = link.slow.value;
  const shown = slow ? "waiting" : state;
  const text = slow ? words.waitingForKernel : label || (store.ready.value ? "" : words.connecting);
  return (
    <header class="nemo-head">
      <h2 class="nemo-title">{store.skill.value?.title || title}</h2>
      <p class={`nemo-connection nemo-connection-${shown}${remote ? " nemo-connection-remote" : ""}`} role="status">
        <span class="nemo-dot" />
        {state === "ready" && <Icon name={remote ? "cloud" : "lock"} />}
        <span class="nemo-connection-text">{text}</span>
      </p>
    </header>
  );
}
