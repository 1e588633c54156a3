import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * What is shown above everything else of one person's workspace, with the keyboard in it, until it is answered or left by
 * Escape; another person beside it goes on. The keyboard then is where it was before; where that is gone by then, at its message
 * or where a person types.
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
  const cover = useRef<HTMLDivElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  // In the commit itself: what is undone after the next paint finds the dialog out of the page.
  useLayoutEffect(() => {
    const shown = dialog.current;
    const held = document.activeElement;
    const message = held?.closest("article");
    const workspace = shown?.closest(".workspace");
    shown?.show();
    // Where the app names no field one begins at the first; the browser begins at the button that closes the form.
    if (shown?.querySelector("[autofocus]") === null)
      shown.querySelector<HTMLElement>("input, textarea, select")?.focus();
    // Who does something at another person's side meanwhile is not called away from it.
    if (
      held instanceof HTMLElement &&
      held.closest(".workspace, .aws") !== workspace &&
      held !== document.body
    )
      held.focus({ preventScroll: true });
    return () => {
      // What is below can have the keyboard again before the dialog, as it is closed, gives that back.
      coverAllBelow(workspace, cover.current);
      shown?.close();
      const now = document.activeElement;
      const isGivenBack =
        now instanceof HTMLElement && now !== document.body && shown?.contains(now) !== true;
      // Somebody has it at another person's side.
      if (isGivenBack && now.closest(".workspace") !== workspace) return;
      const place = message?.isConnected === true ? message : workspace?.querySelector("textarea");
      focusAnew(isGivenBack ? now : place);
    };
  }, []);
  // Each time, since more may have come below it.
  useLayoutEffect(() => coverAllBelow(dialog.current?.closest(".workspace"), null));
  const onKeyDown = (event: KeyboardEvent) => {
    const isTaken = event.defaultPrevented || dialog.current?.querySelector(":popover-open") !== null;
    if (event.key !== "Escape" || isTaken) return;
    event.preventDefault();
    onLeave();
  };
  // A press beside it leaves the keyboard in it.
  const onMouseDown = (event: MouseEvent) => {
    if (event.target === cover.current) event.preventDefault();
  };
  return h(
    "div",
    { ref: cover, class: "cover", onMouseDown },
    h("dialog", { ref: dialog, "aria-label": label, onKeyDown }, children),
  );
}

/**
 * Gives the keyboard to an element that was inert in this commit. Chromium leaves a field without a caret that has it already by
 * then: it would have the keyboard, and take no letter.
 */
function focusAnew(place: HTMLElement | null | undefined): void {
  if (document.activeElement === place) place?.blur();
  place?.focus({ preventScroll: true });
}

/** Leaves to the keyboard and the mouse only the topmost dialog of a workspace, or all of it where there is none but `gone`. */
function coverAllBelow(workspace: Element | null | undefined, gone: Element | null): void {
  const children = [...(workspace?.children ?? [])].filter((child) => child instanceof HTMLElement);
  const top = children.findLast((child) => child !== gone && child.matches(".cover"));
  for (const child of children) child.inert = top !== undefined && child !== top;
}
