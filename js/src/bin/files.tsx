import type { ComponentChildren } from "preact";
import { useView } from "../view";

/** The one file input there is at a time, inside of whatever looks like the thing to click. */
export function FilePicker({ class: className, children }: { class: string; children: ComponentChildren }) {
  const { transfers, strings } = useView();
  return (
    <label class={className}>
      <input
        class="nemo-file-input"
        type="file"
        multiple
        accept="image/*,video/*,audio/*,.heic,.heif,.avif,.tif,.tiff,.mkv"
        aria-label={strings.value.addMedia}
        onChange={(event) => {
          transfers.add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = ""; // the same file may be chosen again
        }}
      />
      {children}
    </label>
  );
}
