import type { JSX } from "preact";
import { h } from "preact";
import type { Reader } from "../../../../src/web/reader.ts";
import type { Everything, PageMessage } from "../protocol.ts";
import { Composer } from "./composer.ts";
import { MessageList } from "./message-list.ts";

/** A thread beside its channel; Escape closes it. */
export function ThreadPane({
  ts,
  messages,
  seen,
  reader,
  within,
  onSend,
  onClose,
}: {
  readonly ts: string;
  readonly messages: readonly PageMessage[];
  readonly seen: Everything;
  readonly reader: Reader;
  /** As for its list of messages. */
  readonly within: string;
  readonly onSend: (text: string) => Promise<string | null>;
  readonly onClose: () => void;
}): JSX.Element {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented) onClose();
  };
  return h("aside", { class: "thread", "aria-label": "Thread", onKeyDown }, [
    h("header", { class: "channel-head" }, [
      h("h2", null, "Thread"),
      h(
        "button",
        { type: "button", class: "close", "aria-label": "Close the thread", onClick: onClose },
        "×",
      ),
    ]),
    h(MessageList, {
      ...{ key: ts, label: "Thread", messages, reader, appId: seen.app.id, within },
      repliesTo: () => null,
    }),
    h(Composer, {
      ...{ key: `answer ${ts}`, label: "Reply …", commands: seen.commands, onSend },
      takesFocus: "always",
    }),
  ]);
}
