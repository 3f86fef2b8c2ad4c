import { Component, type ComponentChildren } from "preact";
import type { Strings } from "./i18n";
import { Button } from "./ui/button";
import { CopyButton } from "./ui/copy-button";

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
      <FaultLine error={error} strings={strings} over={strings.retry} onOver={() => this.setState({ error: null })} />
    );
  }
}

interface LineProps {
  error: Error;
  strings: Strings;
  /** What the button is called that ends it. */
  over: string;
  onOver(): void;
}

export function FaultLine({ error, strings, over, onOver }: LineProps) {
  return (
    <div class="nemo-failure" role="alert">
      <span>{strings.broken}</span>
      <Button name={over} kind="small" onClick={onOver}>
        {over}
      </Button>
      <CopyButton
        name={strings.copyDetails}
        done={strings.copied}
        text={`${error.message}\n${error.stack ?? ""}`}
        labelled
      />
    </div>
  );
}
