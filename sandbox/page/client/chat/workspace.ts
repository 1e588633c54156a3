import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Json } from "../../../../src/web/json.ts";
import { messageId } from "../../../../src/web/message.ts";
import type { Reader } from "../../../../src/web/reader.ts";
import { drawHome } from "../../../../src/web/view.ts";
import { act } from "../acts/act.ts";
import type { Use } from "../acts/use.ts";
import { usedIn } from "../acts/use.ts";
import { ConfirmDialog, ModalDialog } from "../acts/view-dialogs.ts";
import type { Feed } from "../feed/feed-after.ts";
import type { Everything, PageMessage } from "../protocol.ts";
import { sandboxNow } from "../sandbox-now.ts";
import { Composer } from "./composer.ts";
import { Guarded } from "./guarded.ts";
import { MessageList } from "./message-list.ts";
import type { Meant, Named } from "./permalink.ts";
import { goOn, ledTo, namedBy, placeOf, takeNamed } from "./permalink.ts";
import { Sidebar } from "./sidebar.ts";
import { ThreadPane } from "./thread-pane.ts";
import { typedBy } from "./typed.ts";

/** The place in the workspace that is the app's Home, beside the channels. */
export const HOME = "home";

/** The workspace as one person sees it. */
export function Workspace({
  person,
  feed,
  within,
  isAlone,
  isChosen,
  onPerson,
}: {
  readonly person: string;
  readonly feed: Feed;
  /** Begins the ids in it, of which a second workspace on the page has the same. */
  readonly within: string;
  /** Whether there is no second workspace on the page. */
  readonly isAlone: boolean;
  /** Whether it is shown because the person was chosen in the menu of this side. */
  readonly isChosen: boolean;
  readonly onPerson: (name: string) => void;
}): JSX.Element {
  const { seen, isConnected } = feed;
  const root = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<string | null>(null);
  const [thread, setThread] = useState<string | null>(null);
  const [asking, setAsking] = useState<Use | null>(null);
  const [hasPlaces, setHasPlaces] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [meant, setMeant] = useState<Meant | null>(null);
  const reader = useMemo(() => (seen === null ? null : readerOf(seen)), [seen?.me.id]);
  const find = (selector: string) => root.current?.querySelector<HTMLElement>(selector);
  const go = (to: Meant | null) => {
    if (to === null) return setRefused(`That message is not among those that @${person} sees.`);
    setRefused(null);
    setPlace(to.channel);
    setThread(to.thread);
    setMeant(to.message === null ? null : to);
    setHasPlaces(false);
  };
  useEffect(() => {
    if (place === HOME) void act("home", { user: person });
  }, [place]);
  useEffect(() => {
    // Who goes to a channel types there next; in Home, which has nothing to type in, it is the page itself.
    if (place !== null && meant === null) (find(".channel .composer textarea") ?? find(".home-tab"))?.focus();
  }, [place]);
  useEffect(() => {
    const named = seen === null ? null : takeNamed();
    if (seen !== null && named !== null) go(placeOf(seen, named));
  }, [seen === null]);
  useEffect(() => {
    const onPopState = ({ state }: PopStateEvent) => {
      const isFirst = document.querySelector(".workspace") === root.current;
      const led = seen === null ? undefined : ledTo(state, { seen, person, isFirst });
      if (led !== undefined) go(led);
    };
    addEventListener("popstate", onPopState);
    return () => removeEventListener("popstate", onPopState);
  });
  if (seen === null || reader === null) {
    const words =
      feed.others === null
        ? "Opening the workspace …"
        : [`Nobody here is called "${person}". There are: `, feed.others.map(linkToPerson)];
    return h("div", { class: "workspace" }, h("p", { class: "nothing" }, words));
  }

  const channel =
    place === HOME ? undefined : (seen.channels.find(({ id }) => id === place) ?? seen.channels[0]);
  const messages = channel === undefined ? [] : (seen.messages[channel.id] ?? []);
  const name = channel === undefined ? "Home" : channel.isDirect ? channel.name : `#${channel.name}`;
  // Who goes from part to part of the page by their names must know whose each is.
  const called = (part: string) => (isAlone ? part : `${part} (@${person})`);
  const tell = async ({ on, pressed: { actionId, value }, values }: Use) => {
    const given = { user: person, ...on, action_id: actionId, values, ...(value !== undefined && { value }) };
    setRefused((await act("click", given)).refused);
  };
  const onUse = (event: Event) => {
    const use = usedIn(event, seen, channel?.id);
    if (use === null) return;
    // Enter in a field of which the app hears sends no form off.
    if (event.type === "keydown") event.preventDefault();
    if (use.pressed.confirm === null) void tell(use);
    else setAsking(use);
  };
  const follow = (named: Named, from: HTMLElement | null) => {
    const to = placeOf(seen, named);
    const at = {
      ...{
        channel: channel?.id ?? HOME,
        message: (from ?? lastInView(root.current))?.dataset["message"] ?? null,
      },
      thread: from === null || from.closest(".thread") !== null ? thread : null,
    };
    if (to !== null && to.message !== null) goOn({ person, at }, to.message);
    go(to);
  };
  const onClick = (event: MouseEvent) => {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const named = namedIn(target.closest("a"));
    if (named !== null) {
      event.preventDefault();
      follow(named, target.closest("article"));
    }
    const threadOf = target.closest<HTMLElement>("[data-thread]")?.dataset["thread"];
    if (threadOf !== undefined && threadOf === thread) find(".thread textarea")?.focus();
    else if (threadOf !== undefined) setThread(threadOf);
    onUse(event);
  };
  const say = async (text: string, threadTs: string | null) => {
    const given = {
      user: person,
      channel: channel?.id,
      text,
      ...(threadTs !== null && { thread_ts: threadTs }),
    };
    return (await act("say", given)).refused;
  };
  const onPlace = (to: string) => {
    setPlace(to);
    setThread(null);
    setHasPlaces(false);
  };
  const onMessage = (to: string, ts: string) => follow({ channel: to, message: messageId(ts) }, null);
  const onLanded = () => setMeant(null);
  const typed = typedBy(person);
  const onThreadClosed = () => {
    setThread(null);
    // What opened it may be older than what is drawn.
    (find(`.channel [data-thread="${thread}"]`) ?? find(".channel .messages"))?.focus({
      preventScroll: true,
    });
  };
  const threads = Map.groupBy(messages, ({ thread_ts }) => thread_ts);
  const repliesTo = ({ ts, ephemeral }: PageMessage) => (ephemeral ? null : (threads.get(ts)?.length ?? 0));
  const inThread =
    thread === null ? [] : messages.filter(({ ts, thread_ts }) => ts === thread || thread_ts === thread);
  const modal = seen.modals.at(-1);
  return h(
    "div",
    {
      ref: root,
      role: "group",
      class: `workspace${inThread.length > 0 ? " with-thread" : ""}${hasPlaces ? " with-sidebar" : ""}`,
      "aria-label": `Slack as @${person}`,
      ...{ onClick, onChange: onUse, onInput: onUse, onKeyDown: onUse },
    },
    [
      h(Sidebar, {
        ...{
          key: "sidebar",
          label: called("Workspace"),
          seen,
          reader,
          place: channel?.id ?? HOME,
          pushed: feed.pushed,
        },
        ...{ isChosen, onPlace, onMessage, onPerson, isOpen: hasPlaces, onClose: () => setHasPlaces(false) },
      }),
      h("section", { key: "channel", class: "channel", "aria-label": called(name) }, [
        h("header", { class: "channel-head" }, [
          h(
            "button",
            {
              type: "button",
              class: "places",
              "aria-label": "Channels",
              "aria-expanded": hasPlaces,
              onClick: () => setHasPlaces(!hasPlaces),
            },
            "☰",
          ),
          h("h1", null, name),
          h("p", { class: "who-here" }, `@${person}`),
          isConnected
            ? null
            : h("p", { role: "status", class: "away" }, "The sandbox is away; looking for it …"),
        ]),
        channel === undefined
          ? homeTab(seen, { reader, label: called("Home of the app") })
          : h(MessageList, {
              ...{ key: channel.id, label: name, reader, appId: seen.app.id, within, repliesTo },
              ...{ meant: meant?.thread === null ? meant.message : null, onLanded },
              messages: messages.filter(
                ({ thread_ts, ts, is_broadcast }) =>
                  thread_ts === undefined || thread_ts === ts || is_broadcast,
              ),
            }),
        refused === null || modal !== undefined ? null : h("p", { class: "refused", role: "alert" }, refused),
        channel === undefined
          ? null
          : h(Composer, {
              ...{ key: `to ${channel.id}`, label: `Message ${name}`, commands: seen.commands },
              ...{ place: channel.id, typed },
              takesFocus: "if free",
              onSend: (text: string) => say(text, null),
            }),
      ]),
      thread === null || inThread.length === 0
        ? null
        : h(ThreadPane, {
            ...{ key: "thread", label: called("Thread"), ts: thread, messages: inThread, seen, reader },
            within: `${within}thread-`,
            ...{ meant: meant?.thread === thread ? meant.message : null, onLanded },
            composer: {
              ...{ place: `${channel?.id} ${thread}`, typed },
              onSend: (text: string) => say(text, thread),
            },
            onClose: onThreadClosed,
          }),
      modal === undefined
        ? null
        : h(ModalDialog, { key: String(modal["id"]), view: modal, reader, used: refused }),
      asking === null
        ? null
        : h(ConfirmDialog, {
            ...{ key: "confirm", reader, confirm: asking.pressed.confirm as Json },
            onAnswer: (isYes: boolean) => {
              setAsking(null);
              if (isYes) void tell(asking);
            },
          }),
    ],
  );
}

function homeTab(
  { home }: Everything,
  { reader, label }: { readonly reader: Reader; readonly label: string },
): JSX.Element {
  return h(
    "div",
    { class: "messages home-tab", role: "region", "aria-label": label, tabIndex: 0 },
    home === null
      ? h("p", { class: "nothing" }, "The app has put nothing on its Home.")
      : h(Guarded, {
          of: home,
          draw: () => drawHome(home, reader),
          instead: (why) => h("p", { class: "nothing" }, `The app's Home cannot be drawn (${String(why)}).`),
        }),
  );
}

function linkToPerson(name: string): ComponentChildren {
  return [h("a", { href: `/?as=${name}` }, `@${name}`), " "];
}

/** How the person reads: in the zone and language of their browser, by the sandbox's clock. */
function readerOf({ me, people, groups, app, channels }: Everything): Reader {
  const names = new Map([...people, ...groups, ...channels, app].map(({ id, name }) => [id, name]));
  return {
    userId: me.id,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    locale: navigator.language,
    get now() {
      return sandboxNow();
    },
    nameOf: (id) => (id === "USLACKBOT" ? "Slackbot" : names.get(id)),
    choices: { users: people, channels, conversations: channels },
  };
}

/** The newest message that a person has before them in their channel. */
function lastInView(workspace: HTMLElement | null): HTMLElement | null {
  const list = workspace?.querySelector(".channel .messages");
  const bottom = list?.getBoundingClientRect().bottom ?? 0;
  const articles = [...(list?.querySelectorAll<HTMLElement>("article") ?? [])];
  return articles.findLast((each) => each.getBoundingClientRect().top < bottom) ?? null;
}

/** What a permalink of this workspace names; `null` for every other link. */
function namedIn(link: HTMLAnchorElement | null): Named | null {
  return link !== null && link.origin === location.origin && link.pathname.startsWith("/archives/")
    ? namedBy(link)
    : null;
}
