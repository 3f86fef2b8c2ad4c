import { Component, type ComponentType, h } from "preact";

/** A component that redraws only when one of its props is another one (or a signal that it reads changes). */
export function memo<P extends object>(Inner: ComponentType<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const now = this.props as Record<string, unknown>;
      const then = next as Record<string, unknown>;
      return Object.keys({ ...now, ...then }).some((key) => now[key] !== then[key]);
    }

    override render() {
      return h(Inner, this.props as P);
    }
  };
}
