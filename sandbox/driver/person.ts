import { actionId } from "../../src/bot/names.ts";
import { COMMAND } from "../../src/domain/commands/command-name.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Sandbox } from "../sandbox.ts";
import { messageAsText } from "../slack/read-message.ts";
import type { SeenMessage, SlackDoor, Submission } from "./slack-door.ts";
import { hasButton, idOf, openSlackDoor } from "./slack-door.ts";
import type { Patience } from "./until.ts";
import { until } from "./until.ts";

/** Who types, presses, fills in, and reads the channel until it says what was waited for; the operator where no user is named. */
export interface Person {
  readonly door: SlackDoor;
  /** All messages of this id, that of a run's card or a summary in its metadata, that the channel holds, oldest first. */
  messages(id: string): Promise<readonly SeenMessage[]>;
  /** The newest of them. */
  message(id: string): Promise<SeenMessage | undefined>;
  /** The same as text; empty until it is there. */
  textOf(id: string): Promise<string>;
  /** Waits until the newest message of this id is as wanted, and gives it. */
  sees(id: string, how: Sight): Promise<SeenMessage>;
  /** Waits until the message of this id says it, and gives all that it says. */
  shows(id: string, words: string): Promise<string>;
  /** Types it, and gives the answers that this person alone sees, as text. */
  says(text: string, user?: string): Promise<string>;
  /** Presses the button of that action on the message of this id; gives its answers as text. */
  press(id: string, action: string, user?: string): Promise<string>;
  /** The same as soon as the message is there and has the button. */
  pressWhenShown(id: string, action: string): Promise<void>;
  /**
   * Presses the button of that action in the person's topmost form, or in their Home of the app where none is open, or
   * fills in or picks that value there; gives its answers as text.
   */
  useInView(action: string, how?: { readonly value?: unknown; readonly user?: string }): Promise<string>;
  /** Types `/loans deploy`, presses Apply on the card of that run and waits until it shows how it ended. */
  deploy(run?: { readonly number: number; readonly ends: "succeeded" | "[Retry]" }): Promise<void>;
  /** Fills the stack's name into the newest form that is open and sends it off; `null` when none is open. */
  confirmTeardown(): Promise<Submission | null>;
  /** Types `/loans teardown` and confirms it, where a form is opened. */
  tearDown(): Promise<void>;
  /** Takes the messages of this id out of the channel, as an administrator may; how many Slack let go. */
  takeAway(id: string): Promise<number>;
}

/** What a message is waited for with. */
export interface Sight extends Patience {
  /** The end of the sentence "still waiting until …". */
  readonly what: string;
  readonly isWanted: (message: SeenMessage) => boolean;
}

/** A person in the channel of that sandbox, who waits so long. */
export function openPerson({ urls, env }: Pick<Sandbox, "urls" | "env">, patience: Patience = {}): Person {
  const door = openSlackDoor(urls.slack);
  const { LOANS_STACK: stack = "loan-tracker", LOANS_COMMAND: command = COMMAND } = env;
  const messages = async (id: string) =>
    (await door.messages("operator")).filter((message) => idOf(message) === id);
  const message = async (id: string) => (await messages(id)).at(-1);
  const textOf = async (id: string) => {
    const found = await message(id);
    return found ? messageAsText(found) : "";
  };
  const sees: Person["sees"] = async (id, { what, isWanted, ...how }) => {
    const look = async () => {
      const found = await message(id);
      return found && isWanted(found) ? found : null;
    };
    return await until(what, look, { ...patience, ...how });
  };
  const shows: Person["shows"] = async (id, words) => {
    let text = "";
    const isWanted = (found: SeenMessage) => {
      text = messageAsText(found);
      return text.includes(words);
    };
    const late = (says: string) => new Error(`${says}; it says:\n${text}`);
    await sees(id, { what: `${id} says "${words}"`, isWanted, late });
    return text;
  };
  const says: Person["says"] = async (text, user = "operator") =>
    (await door.say(user, text)).replies.map(messageAsText).join("\n");
  const press: Person["press"] = async (id, action, user = "operator") => {
    const on = { ts: (await message(id))?.ts ?? "", action_id: action };
    return (await door.click(user, on)).replies.map(messageAsText).join("\n");
  };
  const pressWhenShown: Person["pressWhenShown"] = async (id, action) => {
    const isWanted = (found: SeenMessage) => hasButton(found, action);
    const { ts } = await sees(id, { what: `${id} has the button ${action}`, isWanted });
    await door.click("operator", { ts, action_id: action });
  };
  const useInView: Person["useInView"] = async (action, { value, user = "operator" } = {}) => {
    const views = await door.views(user);
    const view = views.findLast(({ type }) => type === "modal") ?? views[0];
    const on = { view_id: view?.id ?? "", action_id: action, ...(value !== undefined && { value }) };
    return (await door.click(user, on)).replies.map(messageAsText).join("\n");
  };
  const confirmTeardown: Person["confirmTeardown"] = async () => {
    const form = (await door.views("operator")).findLast(({ type }) => type === "modal");
    if (!form) return null;
    return await door.submit("operator", { view_id: form.id, values: { stack_name: stack } });
  };
  return {
    ...{
      door,
      messages,
      message,
      textOf,
      sees,
      shows,
      says,
      press,
      pressWhenShown,
      useInView,
      confirmTeardown,
    },
    deploy: async ({ number, ends } = { number: 1, ends: "succeeded" }) => {
      const id = cardId(`deploy-${stack}-${number}`);
      await says(`${command} deploy`);
      await pressWhenShown(id, actionId.apply);
      await shows(id, ends);
    },
    tearDown: async () => {
      // A run that has told all it has to tell is in the way for the moment in which it ends.
      const asks = async () => {
        const said = await says(`${command} teardown`);
        return (await confirmTeardown()) !== null || !said.startsWith("Not now");
      };
      await until("nothing is in the teardown's way", asks, { everyMs: 250 });
    },
    takeAway: async (id) => {
      let gone = 0;
      for (const { ts } of await messages(id)) {
        const answer = await fetch(`${env["SLACK_API_URL"]}chat.delete`, {
          method: "POST",
          headers: { authorization: `Bearer ${env["SLACK_BOT_TOKEN"]}` },
          body: new URLSearchParams({ channel: env["LOANS_CHANNEL"] ?? "", ts }),
        });
        if (((await answer.json()) as { readonly ok: boolean }).ok) gone += 1;
      }
      return gone;
    },
  };
}
