import { useSignal } from "@preact/signals";
import { Icon } from "../ui/icons";
import { useView } from "../view";
import { FilePicker } from "./files";
import { drawSamples } from "./samples";

/** The first sight: one inviting place to drop photos. */
export function Welcome() {
  const { store, strings, transfers, language } = useView();
  const drawing = useSignal(false);
  const skill = store.skill.value;
  const words = strings.value;
  const trySamples = async () => {
    drawing.value = true;
    try {
      transfers.add(await drawSamples(language.value));
    } finally {
      drawing.value = false;
    }
  };
  return (
    <div class="nemo-welcome">
      {skill?.greeting && <p class="nemo-greeting">{skill.greeting}</p>}
      <FilePicker class="nemo-drop">
        <span class="nemo-drop-stack" aria-hidden="true">
          <span />
          <span />
          <span>
            <Icon name="picture" />
          </span>
        </span>
        <span class="nemo-drop-call">
          {words.dropHere} <span class="nemo-drop-choose">{words.chooseFiles}</span>
        </span>
        <span class="nemo-hint">
          {skill && skill.formats.length > 0 && words.formats(skill.formats)}
          <br />
          {skill?.tip}
        </span>
      </FilePicker>
      <button type="button" class="nemo-samples" disabled={drawing.value} onClick={trySamples}>
        <Icon name="sparkle" />
        {words.samples}
      </button>
    </div>
  );
}
