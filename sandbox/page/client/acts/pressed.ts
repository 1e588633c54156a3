import type { Json } from "../../../../src/web/json.ts";
import { isJson, jsonList } from "../../../../src/web/json.ts";

/** An element of a block that a person used. */
export interface Pressed {
  readonly actionId: string;
  /** What the button carries, or what was chosen or filled in. */
  readonly value: unknown;
  /** What the app wants asked first; `null`: nothing. */
  readonly confirm: Json | null;
}

/** Fields that a person types into, of which Slack tells when Enter is pressed or a letter comes. */
const TYPED = "textarea, input:is([type=text], [type=number], [type=email], [type=url])";

/**
 * What of a message or view was used by an event there; `null` where it was nothing that the app hears of. It hears of a
 * button by its press, of a field by its change; of the field of an input block only where that has `dispatch_action`
 * (https://docs.slack.dev/reference/block-kit/blocks/input-block, November 2026).
 */
export function pressedIn(event: Event, blocks: readonly Json[]): Pressed | null {
  const { target } = event;
  const element = target instanceof Element ? target.closest<HTMLElement>("[data-action]") : null;
  if (element === null) return null;
  const { action = "", block = "", value } = element.dataset;
  const called = jsonList(blocks)
    .flatMap((each) => elementsIn(each, block))
    .filter((each) => each["action_id"] === action);
  // Blocks without an id may have buttons of one name; they differ by what they carry.
  const given = called.find((each) => each["value"] === value) ?? called[0];
  const input = blocks.find((each) => each["type"] === "input" && each["block_id"] === block);
  if (!isHeard(event, element, { given, input })) return null;
  const confirm = given?.["confirm"];
  return {
    actionId: action,
    value: element.matches("button, a") ? value : filledInto(element),
    confirm: isJson(confirm) ? confirm : null,
  };
}

function isHeard(
  event: Event,
  element: HTMLElement,
  { given, input }: { readonly given: Json | undefined; readonly input: Json | undefined },
): boolean {
  if (element.matches("button, a")) return event.type === "click";
  if (input === undefined) return event.type === "change";
  if (input["dispatch_action"] !== true) return false;
  if (!element.matches(TYPED)) return event.type === "change";
  const config = given?.["dispatch_action_config"];
  const asked = isJson(config) ? config["trigger_actions_on"] : undefined;
  const hears = (what: string) => (Array.isArray(asked) ? asked.includes(what) : what === "on_enter_pressed");
  if (event.type === "input") return hears("on_character_entered");
  const isEnter =
    event instanceof KeyboardEvent && event.key === "Enter" && !event.isComposing && !event.shiftKey;
  return isEnter && hears("on_enter_pressed");
}

/** The elements of the block with this id, or of those without one, wherever it stands. */
function elementsIn(block: Json, blockId: string): readonly Json[] {
  const inner = ["child_blocks", "elements", "actions", "rows", "items"].flatMap((name) =>
    jsonList(block[name]),
  );
  const single = ["accessory", "element", "block"].flatMap((name) =>
    isJson(block[name]) ? [block[name]] : [],
  );
  const own = (block["block_id"] ?? "") === blockId ? [...inner, ...single] : [];
  return [...own, ...[...inner, ...single].flatMap((each) => elementsIn(each, blockId))];
}

/** What a person has filled in there: `{action_id: value}`, a list where several may be chosen. */
export function valuesIn(place: Element): Record<string, unknown> {
  const fields = [...place.querySelectorAll<HTMLElement>("[data-action]:not(button, a)")];
  return Object.fromEntries(fields.map((field) => [field.dataset["action"] ?? "", filledInto(field)]));
}

function filledInto(field: HTMLElement): unknown {
  if (field instanceof HTMLSelectElement && field.multiple)
    return [...field.selectedOptions].map(({ value }) => value);
  if (field instanceof HTMLInputElement && field.type === "datetime-local")
    // What is filled in is a time of the reader's zone, as it was drawn; the number of the field itself takes it for UTC.
    return field.value === "" ? null : Date.parse(field.value) / 1_000;
  if (
    field instanceof HTMLInputElement ||
    field instanceof HTMLTextAreaElement ||
    field instanceof HTMLSelectElement
  )
    return field.value;
  const chosen = [...field.querySelectorAll<HTMLInputElement>("input:checked")];
  return field.getAttribute("role") === "radiogroup"
    ? (chosen[0]?.value ?? null)
    : chosen.map(({ value }) => value);
}
