import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** What is shown above everything else, with the keyboard in it, until it is answered or left by Escape. */
export function Dialog({
  label,
  onLeave,
  children,
}: {
  readonly label: string;
  readonly onLeave: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const onCancel = (event: Event) => {
    event.preventDefault();
    onLeave();
  };
  return h("dialog", { ref: dialog, "aria-label": label, onCancel }, children);
}
