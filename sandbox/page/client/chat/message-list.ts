import type { JSX } from "preact";
import { Component, cloneElement, createRef, h } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ShownMessage } from "../../../../src/web/message.ts";
import { drawMessage, drawMessageAsText, messageId } from "../../../../src/web/message.ts";
import type { Reader } from "../../../../src/web/reader.ts";
import type { PageMessage } from "../protocol.ts";
import { dayOf, dayWords, useToday } from "./days.ts";
import { Guarded } from "./guarded.ts";

/** So many of the newest messages are drawn; earlier ones when they are asked for. */
const PAGE = 60;

/** So many more at once, until they are all there: who uses the page need not wait for the rest. */
const AT_ONCE = 25;

/** Where an arrow leads from a message. */
const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/** What an arrow key leaves for the next message. */
const MOVES_ON = "article, a, button";

interface Listed {
  readonly message: PageMessage;
  readonly replies: number | null;
  readonly reader: Reader;
  readonly appId: string;
  readonly within: string;
  /** The day on which it is read: a message may say "yesterday". */
  readonly today: string;
}

/** One message, drawn anew only when it has changed: a thousand others stay as they are. */
class MessageItem extends Component<Listed> {
  readonly #article = createRef<HTMLElement>();

  override shouldComponentUpdate(next: Listed): boolean {
    return (["message", "replies", "reader", "today"] as const).some(
      (name) => next[name] !== this.props[name],
    );
  }

  /** What has the keyboard in here while the message is drawn anew. */
  override getSnapshotBeforeUpdate(): HTMLElement | null {
    const held = document.activeElement;
    return held instanceof HTMLElement && this.#article.current?.contains(held) === true ? held : null;
  }

  /** Where the button that had the keyboard is gone, the one that does the same has it, or else the message itself. */
  override componentDidUpdate(_props: unknown, _state: unknown, held: HTMLElement | null): void {
    if (held === null || held.isConnected) return;
    const article = this.#article.current;
    const { action, value } = held.dataset;
    const again = [...(article?.querySelectorAll<HTMLElement>("[data-action]") ?? [])].find(
      ({ dataset }) => dataset["action"] === action && dataset["value"] === value,
    );
    (again ?? article)?.focus({ preventScroll: true });
  }

  /** A message that goes, as one that only its reader saw, leaves the keyboard to the list. */
  override componentWillUnmount(): void {
    const article = this.#article.current;
    if (article?.contains(document.activeElement) === true)
      article.closest<HTMLElement>(".messages")?.focus({ preventScroll: true });
  }

  override render({ message, replies, reader, appId, within }: Listed): JSX.Element {
    const { ts, user, text, blocks, files = [], ephemeral, edited } = message;
    const author = { name: reader.nameOf(user) ?? user, isApp: user === appId };
    const shown: ShownMessage = {
      ts,
      author,
      text,
      blocks,
      files: files.map((file) => ({ ...file, url: new URL(file.url, location.href).href })),
      isEdited: edited !== undefined,
      isEphemeral: ephemeral,
      replies,
    };
    return h(Guarded, {
      of: message,
      draw: () => cloneElement(drawMessage(shown, reader, within), { ref: this.#article }),
      instead: (why) => cloneElement(drawMessageAsText(shown, why, within), { ref: this.#article }),
    });
  }
}

/**
 * Messages from the oldest to the newest. Who reads the newest stays with it, who reads elsewhere stays there: the list is
 * turned upside down by its style, so that the browser counts its place from the newest, and holds one element that is not.
 * With each new message the oldest that is drawn goes, but not while somebody reads.
 */
export function MessageList({
  label,
  messages,
  repliesTo,
  reader,
  appId,
  within,
  meant,
  onLanded,
}: {
  readonly label: string;
  readonly messages: readonly PageMessage[];
  /** How many answer a message; `null` where nobody can. */
  readonly repliesTo: (message: PageMessage) => number | null;
  readonly reader: Reader;
  readonly appId: string;
  /** Begins the ids of its messages, which may stand in another list too. */
  readonly within: string;
  /** The id of a message to land on, once; `null`: who reads stays where they are. */
  readonly meant: string | null;
  readonly onLanded: () => void;
}): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const held = heldInView(list.current);
  const was = held?.getBoundingClientRect().top ?? 0;
  // What grows above a message that somebody reads in pushes it down, by the place that the browser keeps: it stays where it was.
  useLayoutEffect(() => {
    if (list.current !== null && held?.isConnected === true && list.current.scrollTop < -1)
      list.current.scrollTop += held.getBoundingClientRect().top - was;
  });
  const isScrolledUp = useRef(false);
  const first = useRef<string | null>(null);
  const at = meant === null ? -1 : messages.findIndex(({ ts }) => messageId(ts) === meant);
  const [drawn, setDrawn] = useState(AT_ONCE);
  const [asked, setAsked] = useState(PAGE);
  /** So many of the newest are to be there: who is led to an older one sees all from there on. */
  const most = at === -1 ? asked : Math.max(asked, messages.length - at);
  const isWhole = drawn >= Math.min(most, messages.length);
  useEffect(() => {
    if (isWhole) return;
    const next = setTimeout(() => setDrawn(drawn + AT_ONCE));
    return () => clearTimeout(next);
  }, [drawn, isWhole]);
  const isLanding = at !== -1 && drawn >= messages.length - at;
  useEffect(() => {
    if (!isLanding) return;
    const found = (selector: string) => list.current?.querySelector<HTMLElement>(selector);
    found(".message-meant")?.classList.remove("message-meant");
    const target = found(`[data-message="${meant}"]`);
    land(target);
    target?.classList.add("message-meant");
    // They stay drawn.
    setAsked(most);
    onLanded();
  }, [meant, isLanding]);
  const newest = Math.max(0, messages.length - Math.min(drawn, most));
  const isRead = isScrolledUp.current || isHeld(list.current);
  const before = isRead ? messages.findIndex(({ ts }) => ts === first.current) : -1;
  const from = before === -1 ? newest : Math.min(before, newest);
  const shown = messages.slice(from);
  first.current = shown[0]?.ts ?? null;
  const earlier = Math.min(from, messages.length - most);
  const onEarlier = () => {
    setAsked(shown.length + PAGE);
    // The button goes with the last of them.
    if (earlier <= PAGE) list.current?.focus({ preventScroll: true });
  };
  // A list that is turned upside down counts from its end, downwards.
  const onScroll = ({ currentTarget }: { readonly currentTarget: HTMLElement }) => {
    isScrolledUp.current = currentTarget.scrollTop < -1;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = list.current === null ? null : nextByKey(event, list.current);
    if (to === null) return;
    event.preventDefault();
    to.focus();
  };
  const today = useToday(reader);
  const days = shown.map(({ ts }) => dayOf(Number(ts), reader));
  // All in one list: by their keys they stay what they are while those before them come and go.
  const items = shown.flatMap((message, which) => [
    ...(days[which] === days[which - 1]
      ? []
      : [
          h(
            "p",
            { key: `day ${days[which]}`, class: "day" },
            h("span", null, dayWords(Number(message.ts), reader)),
          ),
        ]),
    h(MessageItem, {
      ...{ key: messageId(message.ts), message, replies: repliesTo(message) },
      ...{ reader, appId, within, today },
    }),
  ]);
  const nothing = h(
    "p",
    { class: "nothing" },
    "Nobody has said anything yet. Type / to see what can be asked.",
  );
  const more = h(
    "button",
    { key: "earlier", type: "button", class: "earlier", onClick: onEarlier },
    `Show earlier messages (${earlier})`,
  );
  const inside = h("div", null, messages.length === 0 ? nothing : [...(earlier > 0 ? [more] : []), ...items]);
  return h(
    "div",
    { ref: list, class: "messages", role: "log", "aria-label": label, tabIndex: 0, onKeyDown, onScroll },
    inside,
  );
}

/** Whether somebody has the keyboard or a selection on something in the list. */
function isHeld(list: HTMLElement | null): boolean {
  if (list === null) return false;
  const [focused, selection] = [document.activeElement, document.getSelection()];
  if (focused !== list && list.contains(focused)) return true;
  return selection?.isCollapsed === false && selection.containsNode(list, true);
}

/** The message that somebody has the keyboard or a selection in, as far as it is in view; `null`: none. */
function heldInView(list: HTMLElement | null): HTMLElement | null {
  if (list === null || !isHeld(list)) return null;
  const { anchorNode, isCollapsed } = document.getSelection() ?? { anchorNode: null, isCollapsed: true };
  const place = isCollapsed || !list.contains(anchorNode) ? document.activeElement : anchorNode;
  const article =
    (place instanceof Element ? place : place?.parentElement)?.closest<HTMLElement>("article") ?? null;
  if (article === null) return null;
  const [own, all] = [article, list].map((each) => each.getBoundingClientRect());
  return own !== undefined && all !== undefined && own.top < all.bottom && own.bottom > all.top
    ? article
    : null;
}

/** Shows a message, from its beginning where it is higher than the list, and puts the keyboard there. */
function land(message: HTMLElement | null | undefined): void {
  const room = message?.closest(".messages")?.clientHeight ?? 0;
  message?.scrollIntoView({ block: message.offsetHeight > room ? "start" : "center" });
  message?.focus({ preventScroll: true });
}

/**
 * The message that an arrow key leads to: from the list to the newest, from a message to its neighbor, up from what stands in
 * a message to that; `null` for none.
 */
function nextByKey({ key, target }: KeyboardEvent, list: HTMLElement): HTMLElement | null {
  const step = STEPS[key];
  // What scrolls or chooses by the arrows itself keeps them.
  if (step === undefined || !(target instanceof Element) || !(target === list || target.matches(MOVES_ON)))
    return null;
  const articles = [...list.querySelectorAll<HTMLElement>("article")];
  const own = target.closest("article");
  if (target === list) return articles.at(-1) ?? null;
  if (own === null) return articles[0] ?? null;
  if (own !== target && step < 0) return own;
  const to = articles.indexOf(own) + step;
  return articles[to] ?? (to < 0 ? list.querySelector<HTMLElement>(".earlier") : null);
}
