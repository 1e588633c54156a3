import type { JSX } from "preact";
import { h } from "preact";
import type { Reader } from "../../../../src/web/reader.ts";
import type { Everything, PageMessage } from "../protocol.ts";
import type { ComposerProps } from "./composer.ts";
import { Composer } from "./composer.ts";
import { MessageList } from "./message-list.ts";

/** A thread beside its channel; Escape closes it. */
export function ThreadPane({
  label,
  ts,
  messages,
  seen,
  reader,
  within,
  meant,
  onLanded,
  composer,
  onClose,
}: {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly ts: string;
  readonly messages: readonly PageMessage[];
  readonly seen: Everything;
  readonly reader: Reader;
  /** As for its list of messages. */
  readonly within: string;
  readonly meant: string | null;
  readonly onLanded: () => void;
  readonly composer: Pick<ComposerProps, "place" | "typed" | "onSend">;
  readonly onClose: () => void;
}): JSX.Element {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented) onClose();
  };
  return h("aside", { class: "thread", "aria-label": label, onKeyDown }, [
    h("header", { class: "channel-head" }, [
      h("h2", null, "Thread"),
      h(
        "button",
        { type: "button", class: "close", "aria-label": "Close the thread", onClick: onClose },
        "×",
      ),
    ]),
    h(MessageList, {
      ...{ key: ts, label: "Thread", messages, reader, appId: seen.app.id, within, meant, onLanded },
      repliesTo: () => null,
    }),
    h(Composer, {
      ...{ key: `answer ${ts}`, label: "Reply …", ...composer },
      // Slack takes no command in a thread.
      commands: [],
      // Who comes to a message in it is there.
      takesFocus: meant === null ? "always" : "if free",
    }),
  ]);
}
