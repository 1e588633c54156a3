import type { Json } from "../../../src/web/json.ts";
import { isJson, jsonList } from "../../../src/web/json.ts";

/** An element of a block that a person used. */
export interface Pressed {
  readonly actionId: string;
  /** What the button carries, or what was chosen. */
  readonly value: string | undefined;
  /** What the app wants asked first; `null`: nothing. */
  readonly confirm: Json | null;
}

/** What of the message or view was used by an event there; `null` where it was nothing that the app hears of. */
export function pressedIn(target: EventTarget | null, blocks: readonly Json[]): Pressed | null {
  const element = target instanceof Element ? target.closest<HTMLElement>("[data-action]") : null;
  if (element === null) return null;
  const { action = "", block = "", value } = element.dataset;
  const given = jsonList(blocks)
    .flatMap((each) => elementsIn(each, block))
    .find((each) => each["action_id"] === action);
  const confirm = given?.["confirm"];
  return {
    actionId: action,
    value: chosenIn(element, target) ?? value,
    confirm: isJson(confirm) ? confirm : null,
  };
}

function chosenIn(element: HTMLElement, target: EventTarget | null): string | undefined {
  if (element instanceof HTMLSelectElement || element instanceof HTMLInputElement) return element.value;
  return target instanceof HTMLInputElement ? target.value : undefined;
}

/** The elements of the block with this id, wherever it stands. */
function elementsIn(block: Json, blockId: string): readonly Json[] {
  const inner = ["child_blocks", "elements", "actions", "rows", "items"].flatMap((name) =>
    jsonList(block[name]),
  );
  const single = ["accessory", "element", "block"].flatMap((name) =>
    isJson(block[name]) ? [block[name]] : [],
  );
  const own = block["block_id"] === blockId ? [...inner, ...single] : [];
  return [...own, ...[...inner, ...single].flatMap((each) => elementsIn(each, blockId))];
}

/** What a person has filled into a form: `{action_id: value}`, a list where several may be chosen. */
export function valuesIn(form: HTMLFormElement): Record<string, unknown> {
  const fields = [...form.querySelectorAll<HTMLElement>(".block-input [data-action]")];
  return Object.fromEntries(fields.map((field) => [field.dataset["action"] ?? "", filledInto(field)]));
}

function filledInto(field: HTMLElement): unknown {
  if (field instanceof HTMLSelectElement && field.multiple)
    return [...field.selectedOptions].map(({ value }) => value);
  if (field instanceof HTMLInputElement && field.type === "datetime-local")
    return field.valueAsNumber / 1_000;
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
