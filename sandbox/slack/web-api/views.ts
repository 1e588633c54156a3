import type { Json } from "../../../src/web/json.ts";
import { isJson, textIn } from "../../../src/web/json.ts";
import { inspectBlocks } from "../block-kit/blocks.ts";
import type { Finding } from "../block-kit/inspection.ts";
import { inspectView } from "../block-kit/view.ts";
import type { ChatState, View } from "../chat-state.ts";
import { limits } from "../limits.ts";
import { findPerson } from "../people.ts";
import { hasHome } from "../scopes.ts";
import { SlackError } from "../slack-error.ts";
import type { Triggers } from "../triggers.ts";
import { wireView } from "../wire.ts";
import type { Method, MethodArguments } from "./arguments.ts";

/** `views.*` and `blocks.validate`. */
export function viewMethods(state: ChatState, triggers: Triggers): Readonly<Record<string, Method>> {
  return {
    "views.open": (given) => {
      const content = viewContent(given.json("view", "invalid_arguments"), "modal");
      refuseKnownExternalId(state, content);
      return { view: wireView(state.showView(triggers.exchange(given.text("trigger_id")), content)) };
    },

    "views.push": (given) => {
      const content = viewContent(given.json("view", "invalid_arguments"), "modal");
      refuseKnownExternalId(state, content);
      const userId = triggers.exchange(given.text("trigger_id"));
      const modals = state.modalsOf(userId);
      if (modals.length >= limits.view.stack) throw new SlackError("push_limit_reached");
      return { view: wireView(state.showView(userId, content, modals.at(-1))) };
    },

    "views.update": (given) => {
      const view = knownView(state, given);
      const content = viewContent(given.json("view", "invalid_arguments"), view.type);
      refuseOldHash(view, given);
      return { view: wireView(state.changeView(view, content)) };
    },

    "views.publish": (given) => {
      const person = findPerson(given.text("user_id"));
      if (!hasHome) throw new SlackError("not_enabled");
      if (person === undefined) throw new SlackError("user_not_found");
      const content = viewContent(given.json("view", "invalid_arguments"), "home");
      const home = state.homeOf(person.id);
      if (home === undefined) return { view: wireView(state.showView(person.id, content)) };
      refuseOldHash(home, given);
      return { view: wireView(state.changeView(home, content)) };
    },

    "blocks.validate": (given) => {
      const [name, ...others] = ["blocks", "message", "view"].filter((each) => given.has(each));
      if (name === undefined || others.length > 0) {
        throw new SlackError("invalid_arguments", [
          { pointer: "", message: "must provide exactly one of `blocks`, `view`, or `message`" },
        ]);
      }
      const value = given.json(name, `invalid_${name}`);
      const wrong = inspect(name, value);
      if (wrong.length === 0) return {};
      return {
        ok: false,
        error: `invalid_${name}`,
        errors: wrong.map((finding) => ({ code: "failed_constraint", ...finding })),
      };
    },
  };
}

/** `blocks.validate` starts its pointers at what was given: `/0/text/type`. */
function inspect(name: string, value: unknown): readonly Finding[] {
  if (name === "view") return inspectView(value, "");
  if (name === "message") return inspectBlocks(isJson(value) ? value["blocks"] : undefined, "message");
  return inspectBlocks(value, "message", "");
}

/** A view of the wanted type, checked against the limits; throws `invalid_arguments` with what is wrong. */
export function viewContent(value: unknown, type: "modal" | "home"): Json {
  const wrong = inspectView(value);
  if (wrong.length > 0) throw new SlackError("invalid_arguments", wrong);
  if (!isJson(value) || value["type"] !== type) {
    throw new SlackError("invalid_arguments", [{ pointer: "/view/type", message: `must be ${type}` }]);
  }
  return value;
}

function knownView(state: ChatState, given: MethodArguments): View {
  const id = given.text("view_id");
  const externalId = given.text("external_id");
  const view = state.findView((each) =>
    id === "" ? externalId !== "" && textIn(each.content["external_id"]) === externalId : each.id === id,
  );
  if (view === undefined) throw new SlackError("not_found");
  return view;
}

function refuseOldHash(view: View, given: MethodArguments): void {
  const hash = given.text("hash");
  if (hash !== "" && hash !== view.hash) throw new SlackError("hash_conflict");
}

function refuseKnownExternalId(state: ChatState, content: Json): void {
  const externalId = textIn(content["external_id"]) ?? "";
  if (externalId === "") return;
  if (state.findView((view) => view.content["external_id"] === externalId) !== undefined) {
    throw new SlackError("duplicate_external_id");
  }
}
