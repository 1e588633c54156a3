import type { JSX } from "preact";
import { Component, h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ShownMessage } from "../../../src/web/message.ts";
import { drawMessage, messageId } from "../../../src/web/message.ts";
import type { Reader } from "../../../src/web/reader.ts";
import type { PageMessage } from "./protocol.ts";

/** So many of the newest messages are drawn; earlier ones when they are asked for. */
const PAGE = 150;

interface Listed {
  readonly message: PageMessage;
  readonly replies: number | null;
  readonly reader: Reader;
  readonly appId: string;
}

/** One message, drawn anew only when it has changed: a thousand others stay as they are. */
class MessageItem extends Component<Listed> {
  override shouldComponentUpdate({ message, replies, reader }: Listed): boolean {
    return message !== this.props.message || replies !== this.props.replies || reader !== this.props.reader;
  }

  override render({ message, replies, reader, appId }: Listed): JSX.Element {
    const { ts, user, text, blocks, ephemeral, edited } = message;
    const author = { name: reader.nameOf(user) ?? user, isApp: user === appId };
    const shown: ShownMessage = {
      ts,
      author,
      text,
      blocks,
      isEdited: edited !== undefined,
      isEphemeral: ephemeral,
      replies,
    };
    return drawMessage(shown, reader);
  }
}

/**
 * Messages from the oldest to the newest. Who reads the newest stays with it, who reads elsewhere stays there: the list is
 * turned upside down by its style, so that the browser counts its place from the newest, and holds one element that is not.
 */
export function MessageList({
  label,
  messages,
  repliesTo,
  reader,
  appId,
}: {
  readonly label: string;
  readonly messages: readonly PageMessage[];
  /** How many answer a message; `null` where nobody can. */
  readonly repliesTo: (message: PageMessage) => number | null;
  readonly reader: Reader;
  readonly appId: string;
}): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  // A permalink names its message by `#p…`, or as Slack does by its path.
  const [, inPath = ""] = /\/(p\d+)$/.exec(location.pathname) ?? [];
  const named = location.hash.slice(1) || inPath;
  const [most, setMost] = useState(() => {
    const at = messages.findIndex(({ ts }) => messageId(ts) === named);
    return at === -1 ? PAGE : Math.max(PAGE, messages.length - at);
  });
  useEffect(() => {
    const target = document.getElementById(named);
    if (target === null || list.current?.contains(target) !== true) return;
    target.scrollIntoView({ block: "center" });
    target.classList.add("message-meant");
  }, []);
  const earlier = messages.length - most;
  const items = messages
    .slice(-most)
    .map((message) =>
      h(MessageItem, { key: messageId(message.ts), message, replies: repliesTo(message), reader, appId }),
    );
  const nothing = h("p", { class: "nothing" }, "Nobody has said anything yet. Type /loans help to begin.");
  const more = h(
    "button",
    { key: "earlier", type: "button", class: "earlier", onClick: () => setMost(most + PAGE) },
    `Show earlier messages (${earlier})`,
  );
  const inside = h("div", null, messages.length === 0 ? nothing : [earlier > 0 ? more : null, items]);
  return h("div", { ref: list, class: "messages", role: "log", "aria-label": label, tabIndex: 0 }, inside);
}
