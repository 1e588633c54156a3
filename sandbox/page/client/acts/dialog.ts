import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * What is shown above everything else, with the keyboard in it, until it is answered or left by Escape. The keyboard then
 * is where it was before; where that is gone by then, at its message or where a person types.
 */
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
  // In the commit itself: what is undone after the next paint finds the dialog out of the page.
  useLayoutEffect(() => {
    const shown = dialog.current;
    const message = document.activeElement?.closest("article");
    const workspace = shown?.closest(".workspace");
    shown?.showModal();
    return () => {
      // Only a dialog that is closed gives the keyboard back; one that is taken out of the page leaves it nowhere.
      shown?.close();
      if (document.activeElement !== document.body) return;
      const place = message?.isConnected === true ? message : workspace?.querySelector("textarea");
      place?.focus({ preventScroll: true });
    };
  }, []);
  const onCancel = (event: Event) => {
    event.preventDefault();
    onLeave();
  };
  return h("dialog", { ref: dialog, "aria-label": label, onCancel }, children);
}
