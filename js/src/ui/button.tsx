import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icons";

interface Props {
  /** The accessible name, and the tooltip of a button that shows only its icon. */
  name: string;
  icon?: IconName;
  filled?: boolean;
  kind?: "plain" | "primary" | "quiet" | "small";
  disabled?: boolean;
  pressed?: boolean;
  /** Sends the form it is in, in place of `onClick`. */
  submit?: boolean;
  onClick?(): void;
  children?: ComponentChildren;
}

export function Button({
  name,
  icon,
  filled,
  kind = "plain",
  disabled,
  pressed,
  submit = false,
  onClick,
  children,
}: Props) {
  return (
    <button
      type={submit ? "submit" : "button"}
      class={`nemo-button nemo-button-${kind}${children ? "" : " nemo-button-icon"}`}
      aria-label={children === name ? undefined : name}
      title={children ? undefined : name}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      {icon && <Icon name={icon} filled={filled} />}
      {children}
    </button>
  );
}
