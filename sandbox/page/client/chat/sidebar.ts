import type { JSX } from "preact";
import { h } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { messageId } from "../../../../src/web/message.ts";
import type { Reader } from "../../../../src/web/reader.ts";
import { wordsOf } from "../../../../src/web/words.ts";
import type { PushedMessage } from "../feed/feed-after.ts";
import { useOverlay } from "../overlay.ts";
import type { Everything } from "../protocol.ts";
import { shortened } from "./shortened.ts";
import { HOME } from "./workspace.ts";

/** The channels, who is looking, and what would have been pushed to them. */
export function Sidebar({
  label,
  seen,
  reader,
  place,
  pushed,
  isChosen,
  isOpen,
  onClose,
  onPlace,
  onMessage,
  onPerson,
}: {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly seen: Everything;
  readonly reader: Reader;
  readonly place: string;
  readonly pushed: readonly PushedMessage[];
  /** Whether the person was chosen here: then the menu that did it has the keyboard still. */
  readonly isChosen: boolean;
  /** Whether it was asked for, where it has no room of its own. */
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onPlace: (id: string) => void;
  readonly onMessage: (channel: string, ts: string) => void;
  readonly onPerson: (name: string) => void;
}): JSX.Element {
  const who = useRef<HTMLSelectElement>(null);
  const sidebar = useRef<HTMLElement>(null);
  useOverlay(sidebar, { isOpen, onClose });
  useEffect(() => {
    if (isChosen) who.current?.focus();
  }, []);
  const entry = (id: string, name: string) =>
    h(
      "li",
      null,
      h(
        "button",
        {
          type: "button",
          class: "place",
          "aria-current": id === place ? "page" : undefined,
          onClick: () => onPlace(id),
        },
        name,
      ),
    );
  const shared = seen.channels.filter(({ isDirect }) => !isDirect);
  const direct = seen.channels.filter(({ isDirect }) => isDirect);
  const options = seen.people.map(({ id, name }) =>
    h("option", { value: name, selected: id === seen.me.id }, `@${name}`),
  );
  return h("nav", { ref: sidebar, class: "sidebar", "aria-label": label }, [
    h("label", { class: "who" }, [
      "You are ",
      h(
        "select",
        {
          class: "field",
          ref: who,
          onChange: ({ currentTarget }: { readonly currentTarget: HTMLSelectElement }) =>
            onPerson(currentTarget.value),
        },
        options,
      ),
    ]),
    h("h2", null, "Channels"),
    h(
      "ul",
      null,
      shared.map(({ id, name }) => entry(id, `# ${name}`)),
    ),
    h("h2", null, "Apps"),
    h("ul", null, [...direct.map(({ id, name }) => entry(id, `✉ ${name}`)), entry(HOME, "⌂ Home")]),
    h("h2", null, `Notifications (${pushed.length})`),
    pushed.length === 0
      ? h("p", { class: "quiet" }, "Slack would have pushed nothing to you.")
      : h(
          "ol",
          { class: "pushed" },
          pushed.toReversed().map(({ message, channel, why }) =>
            h(
              "li",
              null,
              h(
                "a",
                {
                  href: `#${messageId(message.ts)}`,
                  onClick: (event: MouseEvent) => {
                    event.preventDefault();
                    onMessage(channel, message.ts);
                  },
                },
                [h("b", null, shortened(wordsOf(message.text, reader), 90)), h("small", null, why)],
              ),
            ),
          ),
        ),
  ]);
}
