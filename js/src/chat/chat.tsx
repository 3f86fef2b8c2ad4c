import { FileCard } from "../bin/card";
import { FailedFiles, MediaStrip } from "../bin/strip";
import { Welcome } from "../bin/welcome";
import { Earlier } from "../earlier";
import { useView } from "../view";
import { Composer } from "./composer";
import { Log } from "./log";
import { Suggestions } from "./suggestions";

/** The column of words: what was said, what is being done, what could be said, the media, and the message box. */
export function Chat({ empty }: { empty: boolean }) {
  const { store, strings } = useView();
  const activity = store.activity.value;
  return (
    <section class="nemo-chat">
      <Log intro={empty ? "" : strings.value.begin} />
      {empty && <Earlier />}
      {empty && <Welcome />}
      <div class="nemo-activity" role="status">
        {activity && (
          <>
            <span class="nemo-spinner" />
            {activity}
          </>
        )}
      </div>
      <Suggestions />
      <FailedFiles />
      {!empty && <MediaStrip />}
      {!empty && <FileCard />}
      <Composer />
    </section>
  );
}
