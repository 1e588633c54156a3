import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/**
 * Closes a part of the page that lies over the rest by Escape and by a press beside it, which does nothing else then.
 * Where the style leaves it beside the rest there is nothing to close.
 */
export function useOverlay(
  part: RefObject<HTMLElement | null>,
  { isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void },
): void {
  // In the commit itself: a key that comes before the next paint is heard as well.
  useLayoutEffect(() => {
    const shown = part.current;
    const isOver = () => shown !== null && getComputedStyle(shown).position !== "static";
    if (!isOpen || shown === null) return;
    const opener = document.activeElement;
    if (isOver()) shown.querySelector<HTMLElement>("button, select")?.focus();
    const giveBack = () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
    const close = (event: Event) => {
      event.preventDefault();
      event.stopPropagation();
      giveBack();
      onClose();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      // A dialog above it is closed first, and so is what has taken the key already.
      const isFree = !event.defaultPrevented && document.querySelector("dialog[open]") === null;
      if (event.key === "Escape" && isFree && isOver()) close(event);
    };
    const onPress = (event: MouseEvent) => {
      const { target } = event;
      const isBeside = target instanceof Node && !shown.contains(target);
      if (isBeside && document.querySelector("dialog[open]") === null && isOver()) close(event);
    };
    document.addEventListener("keydown", onKeyDown);
    document.addEventListener("click", onPress, true);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("click", onPress, true);
      if (shown.contains(document.activeElement)) giveBack();
    };
  }, [isOpen]);
}
