import { Component, type ComponentChildren } from "preact";
import type { Strings } from "./i18n";
import { Button } from "./ui/button";

interface Props {
  strings: Strings;
  children: ComponentChildren;
}

/** Shows a fault of the widget itself where it happened, with what a developer needs to copy. */
export class Fault extends Component<Props, { error: Error | null }> {
  override state = { error: null as Error | null };

  static override getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render({ strings, children }: Props, { error }: { error: Error | null }) {
    if (!error) return children;
    return (
      <div class="nemo-failure" role="alert">
        <span>{strings.broken}</span>
        <Button name={strings.retry} onClick={() => this.setState({ error: null })}>
          {strings.retry}
        </Button>
        <Button
          name={strings.copyDetails}
          onClick={() => void navigator.clipboard?.writeText(`${error.message}\n${error.stack}`)}
        >
          {strings.copyDetails}
        </Button>
      </div>
    );
  }
}
