import type { JSX } from "preact";
import { h } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Json } from "../../../src/web/json.ts";
import type { Reader } from "../../../src/web/reader.ts";
import { drawHome } from "../../../src/web/view.ts";
import { act } from "./act.ts";
import { Composer } from "./composer.ts";
import type { Feed } from "./feed-after.ts";
import { MessageList } from "./message-list.ts";
import type { Pressed } from "./pressed.ts";
import { pressedIn } from "./pressed.ts";
import type { Everything, PageMessage } from "./protocol.ts";
import { Sidebar } from "./sidebar.ts";
import { ConfirmDialog, ModalDialog } from "./view-dialogs.ts";

/** The place in the workspace that is the app's Home, beside the channels. */
export const HOME = "home";

/** The workspace as one person sees it. */
export function Workspace({
  person,
  feed,
  onPerson,
}: {
  readonly person: string;
  readonly feed: Feed;
  readonly onPerson: (name: string) => void;
}): JSX.Element {
  const { seen, isConnected } = feed;
  const [place, setPlace] = useState<string | null>(null);
  const [thread, setThread] = useState<string | null>(null);
  const [asking, setAsking] = useState<{ readonly pressed: Pressed; readonly message: PageMessage } | null>(
    null,
  );
  const [hasPlaces, setHasPlaces] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const reader = useMemo(() => (seen === null ? null : readerOf(seen)), [seen?.me.id]);
  if (seen === null || reader === null)
    return h("div", { class: "workspace" }, h("p", { class: "nothing" }, "Opening the workspace …"));

  const channel =
    place === HOME ? undefined : (seen.channels.find(({ id }) => id === place) ?? seen.channels[0]);
  const messages = channel === undefined ? [] : (seen.messages[channel.id] ?? []);
  const name = channel === undefined ? "Home" : channel.isDirect ? channel.name : `#${channel.name}`;
  const press = async ({ actionId, value }: Pressed, { ts }: PageMessage) => {
    const outcome = await act("click", {
      user: person,
      channel: channel?.id,
      ts,
      action_id: actionId,
      ...(value !== undefined && { value }),
    });
    setRefused(outcome.refused);
  };
  const onUse = ({ target }: Event) => {
    if (!(target instanceof Element)) return;
    const threadOf = target.closest<HTMLElement>("[data-thread]")?.dataset["thread"];
    if (threadOf !== undefined) setThread(threadOf);
    const article = target.closest("article");
    const message = messages.find(({ ts }) => `p${ts.replace(".", "")}` === article?.id);
    const pressed = message === undefined ? null : pressedIn(target, message.blocks);
    if (message === undefined || pressed === null) return;
    if (pressed.confirm === null) void press(pressed, message);
    else setAsking({ pressed, message });
  };
  const onClick = (event: MouseEvent) => {
    if (event.target instanceof Element && followed(event.target.closest("a"))) event.preventDefault();
    // A field acts when its value is changed, not when it is touched.
    if (event.target instanceof Element && event.target.closest("button, a") !== null) onUse(event);
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
  const threads = Map.groupBy(messages, ({ thread_ts }) => thread_ts);
  const repliesTo = ({ ts, ephemeral }: PageMessage) => (ephemeral ? null : (threads.get(ts)?.length ?? 0));
  const common = { reader, appId: seen.app.id, repliesTo };
  const inThread =
    thread === null ? [] : messages.filter(({ ts, thread_ts }) => ts === thread || thread_ts === thread);
  const modal = seen.modals.at(-1);
  return h(
    "div",
    {
      role: "group",
      class: `workspace${inThread.length > 0 ? " with-thread" : ""}${hasPlaces ? " with-sidebar" : ""}`,
      "aria-label": `Slack as @${person}`,
      onClick,
      onChange: onUse,
    },
    [
      h(Sidebar, {
        key: "sidebar",
        seen,
        reader,
        place: channel?.id ?? HOME,
        pushed: feed.pushed,
        onPlace,
        onPerson,
      }),
      h("section", { key: "channel", class: "channel", "aria-label": name }, [
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
          isConnected
            ? null
            : h("p", { role: "status", class: "away" }, "The sandbox is away; looking for it …"),
        ]),
        channel === undefined
          ? h(
              "div",
              { class: "messages" },
              seen.home === null
                ? h("p", { class: "nothing" }, "The app has put nothing on its Home.")
                : drawHome(seen.home, reader),
            )
          : h(MessageList, {
              key: channel.id,
              label: name,
              messages: messages.filter(({ thread_ts, ts }) => thread_ts === undefined || thread_ts === ts),
              ...common,
            }),
        refused === null ? null : h("p", { class: "refused", role: "alert" }, refused),
        channel === undefined
          ? null
          : h(Composer, {
              key: "composer",
              label: `Message ${name}`,
              commands: seen.commands,
              onSend: (text: string) => say(text, null),
            }),
      ]),
      inThread.length === 0
        ? null
        : h("aside", { key: "thread", class: "thread", "aria-label": "Thread" }, [
            h("header", { class: "channel-head" }, [
              h("h2", null, "Thread"),
              h(
                "button",
                {
                  type: "button",
                  class: "close",
                  "aria-label": "Close the thread",
                  onClick: () => setThread(null),
                },
                "×",
              ),
            ]),
            h(MessageList, {
              key: thread ?? "",
              label: "Thread",
              messages: inThread,
              ...common,
              repliesTo: () => null,
            }),
            h(Composer, {
              key: "answer",
              label: "Reply …",
              commands: seen.commands,
              onSend: (text: string) => say(text, thread),
            }),
          ]),
      modal === undefined ? null : h(ModalDialog, { key: String(modal["id"]), view: modal, reader }),
      asking === null
        ? null
        : h(ConfirmDialog, {
            ...{ key: "confirm", reader, confirm: asking.pressed.confirm as Json },
            onAnswer: (isYes: boolean) => {
              setAsking(null);
              if (isYes) void press(asking.pressed, asking.message);
            },
          }),
    ],
  );
}

/** How the person reads: in the zone and language of their browser. */
function readerOf({ me, people, groups, app, channels }: Everything): Reader {
  const names = new Map([...people, ...groups, ...channels, app].map(({ id, name }) => [id, name]));
  return {
    userId: me.id,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    locale: navigator.language,
    get now() {
      return Date.now();
    },
    nameOf: (id) => (id === "USLACKBOT" ? "Slackbot" : names.get(id)),
    choices: { users: people, channels, conversations: channels },
  };
}

/** Goes to the message that a permalink of this workspace names, if it is shown here. */
function followed(link: HTMLAnchorElement | null): boolean {
  const [, id] = /\/archives\/\w+\/(p\d+)/.exec(link?.href ?? "") ?? [];
  const target = link?.host === location.host && id !== undefined ? document.getElementById(id) : null;
  if (target === null) return false;
  location.hash = `#${target.id}`;
  target.scrollIntoView({ block: "center" });
  return true;
}
