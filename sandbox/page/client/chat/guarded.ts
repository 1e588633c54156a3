import type { JSX } from "preact";
import { Component, h } from "preact";

interface Props {
  /** What is drawn; once it has changed, it is tried again. */
  readonly of: unknown;
  readonly draw: () => JSX.Element;
  /** What stands there where that throws. */
  readonly instead: (why: unknown) => JSX.Element;
}

interface Failed {
  readonly of: unknown;
  readonly why: unknown;
}

/** What the app has made may be such that to draw it throws; that costs what stands here, and nothing around it. */
export class Guarded extends Component<Props, { readonly failed: Failed | null }> {
  override state = { failed: null };

  override componentDidCatch(why: unknown): void {
    this.setState({ failed: { of: this.props.of, why } });
  }

  override render({ of, draw, instead }: Props, { failed }: { readonly failed: Failed | null }): JSX.Element {
    return failed !== null && failed.of === of ? instead(failed.why) : h(Drawn, { draw });
  }
}

/** Only what is thrown below a component is caught by it. */
function Drawn({ draw }: Pick<Props, "draw">): JSX.Element {
  return draw();
}
