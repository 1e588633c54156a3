import type { IncomingMessage, ServerResponse } from "node:http";
import type { Json } from "../../src/web/json.ts";
import { isJson, parseJson } from "../../src/web/json.ts";
import { isLocalRequest } from "../local-request.ts";
import type { Stage } from "./door-acts.ts";
import { Acts, asSeen } from "./door-acts.ts";
import { DoorError } from "./door-error.ts";
import type { Faults } from "./faults.ts";
import { readBody, sendJson } from "./http.ts";
import type { Channel, Person } from "./people.ts";
import { bot, channels, findChannel, findPerson, people, userGroups } from "./people.ts";
import { wireView } from "./wire.ts";

/** A child that the sandbox supervises. */
export interface ProcessInfo {
  readonly name: string;
  readonly pid: number;
}

const contentTypes = ["application/x-www-form-urlencoded", "application/json"] as const;

type Handler = (given: Json) => unknown;

/** The control door: what tests and people do in the chat, and what they see there. */
export function controlDoor(
  stage: Stage,
  faults: Faults,
  processes: () => readonly ProcessInfo[],
): Readonly<Record<string, Handler>> {
  const acts = new Acts(stage);
  const { state } = stage;
  return {
    "POST say": (given) => {
      const person = personIn(given);
      const threadTs = given["thread_ts"] === undefined ? undefined : text(given, "thread_ts");
      const { metadata } = given;
      if (metadata !== undefined && !isJson(metadata)) {
        throw new DoorError(400, 'saying something: "metadata" must be {event_type, event_payload}');
      }
      return acts.say(person, channelIn(given, person), text(given, "text"), { threadTs, metadata });
    },
    "POST edit": (given) => {
      const person = personIn(given);
      const changed = { ts: text(given, "ts"), text: text(given, "text") };
      return acts.edit(person, channelIn(given, person), changed);
    },
    "POST click": (given) => {
      const person = personIn(given);
      const use = { actionId: text(given, "action_id"), value: given["value"], values: valuesIn(given) };
      return given["view_id"] === undefined
        ? acts.click(person, channelIn(given, person), { ts: text(given, "ts"), ...use })
        : acts.clickInView(person, text(given, "view_id"), use);
    },
    "POST submit": (given) => acts.submit(personIn(given), text(given, "view_id"), valuesIn(given)),
    "POST close": (given) => acts.close(personIn(given), text(given, "view_id")),
    "POST deliver": (given) => {
      const contentType = contentTypes.find((one) => one === given["content_type"]);
      if (contentType === undefined)
        throw new DoorError(400, `delivering: "content_type" is one of ${contentTypes.join(", ")}`);
      return stage.deliveries.send({ contentType, body: String(given["body"] ?? "") });
    },
    "POST home": (given) => acts.openHome(personIn(given)),
    "POST redeliver": (given) => acts.redeliver(personIn(given)),

    "GET people": () => [
      ...Object.values(people).map((person) => ({
        id: person.id,
        name: person.name,
        real_name: person.realName,
        is_guest: person.isGuest,
        is_bot: false,
        groups: Object.values(userGroups)
          .filter(({ members }) => members.some((id) => id === person.id))
          .map(({ id }) => id),
      })),
      {
        id: bot.userId,
        name: bot.name,
        real_name: "Loan Tracker",
        is_guest: false,
        is_bot: true,
        groups: [],
      },
    ],
    "GET channels": () => Object.values(channels).map(({ id, name, members }) => ({ id, name, members })),
    "GET messages": (given) => {
      const person = given["user"] === undefined ? undefined : personIn(given);
      return state.messagesIn(channelIn(given, person), person?.id).map(asSeen);
    },
    "GET views": (given) => {
      const person = personIn(given);
      const home = state.homeOf(person.id);
      return [...state.modalsOf(person.id), ...(home === undefined ? [] : [home])].map((view) =>
        wireView(view),
      );
    },
    "GET processes": () => processes(),

    "POST share": (given) => {
      state.share(channelIn(given, undefined), given["shared"] === true);
      return {};
    },

    "POST faults": (given) => faults.add(given),
    "GET faults": () => faults.all(),
    "DELETE faults": () => {
      faults.clear();
      return [];
    },
  };
}

/** Answers `/sandbox/<what>`: JSON in, JSON out; a refusal is a 4xx with one sentence. */
export async function answerDoor(
  handlers: Readonly<Record<string, Handler>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  try {
    refuseStrangers(request);
    const route = `${request.method} ${url.pathname.replace(/^\/sandbox\//, "")}`;
    const handler = Object.hasOwn(handlers, route) ? handlers[route] : undefined;
    if (handler === undefined) {
      throw new DoorError(
        404,
        `the control door has no ${route}; it has ${Object.keys(handlers).join(", ")}`,
      );
    }
    const body = await readBody(request);
    const given = body === "" ? {} : parseJson(body);
    if (!isJson(given)) throw new DoorError(400, `reading ${route}: the body is not a JSON object`);
    sendJson(response, 200, await handler({ ...Object.fromEntries(url.searchParams), ...given }));
  } catch (error) {
    if (!(error instanceof DoorError)) throw error;
    sendJson(response, error.status, { error: error.message });
  }
}

/** The server listens on loopback only; a web page elsewhere that reaches it through a browser is turned away here. */
function refuseStrangers(request: IncomingMessage): void {
  if (!isLocalRequest(request.headers)) {
    throw new DoorError(403, "the control door answers this machine only; ask it by 127.0.0.1");
  }
}

function text(given: Json, name: string): string {
  const value = given[name];
  if (typeof value === "string" && value !== "") return value;
  throw new DoorError(400, `"${name}" is missing or is no text`);
}

/** What is filled in, by action id. */
function valuesIn(given: Json): Json {
  const values = given["values"] ?? {};
  if (isJson(values)) return values;
  throw new DoorError(400, '"values" must be {action_id: value}');
}

function personIn(given: Json): Person {
  const name = text(given, "user");
  const person = findPerson(name);
  if (person !== undefined) return person;
  throw new DoorError(404, `nobody here is called "${name}"; there are ${Object.keys(people).join(", ")}`);
}

/** The channel, in which the person must be. */
function channelIn(given: Json, person: Person | undefined): Channel {
  const name = text(given, "channel");
  const channel = findChannel(name);
  if (channel === undefined) {
    throw new DoorError(404, `there is no channel "${name}"; there are ${Object.keys(channels).join(", ")}`);
  }
  if (person !== undefined && !channel.members.includes(person.id)) {
    throw new DoorError(403, `${person.name} is not in #${channel.name}`);
  }
  return channel;
}
