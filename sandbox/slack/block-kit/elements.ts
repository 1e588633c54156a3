import type { Json } from "../../../src/web/json.ts";
import { isJson, jsonList } from "../../../src/web/json.ts";
import { limits } from "../limits.ts";
import type { Inspection } from "./inspection.ts";

const selects = ["static", "external", "users", "conversations", "channels"].flatMap((kind) => [
  `${kind}_select`,
  `multi_${kind}_select`,
]);
const choices = ["checkboxes", "radio_buttons", "datepicker", "timepicker", ...selects];

/** Which elements each place takes. */
export const allowedElements = {
  section: ["button", "image", "overflow", "workflow_button", ...choices],
  actions: ["button", "overflow", "workflow_button", "datetimepicker", "rich_text_input", ...choices],
  input: [
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
    "datetimepicker",
    ...choices,
  ],
  contextActions: ["feedback_buttons", "icon_button"],
  cardActions: ["button"],
} as const;

/** Checks one interactive element, or an image beside a section, in a place that takes only some types. */
export function inspectElement(
  inspection: Inspection,
  value: unknown,
  pointer: string,
  allowed: readonly string[],
): void {
  const element = inspection.object(value, pointer);
  if (!isJson(value)) return;
  const type = String(element["type"]);
  if (!allowed.includes(type)) {
    inspection.report(`${pointer}/type`, `unsupported type: ${type}`);
    return;
  }
  if (type === "image") {
    inspectImage(inspection, element, pointer);
    return;
  }
  inspection.optionalString(element, "action_id", pointer, { max: limits.actionId });
  inspection.optionalText(element, "placeholder", pointer, { kind: "plain", max: limits.select.placeholder });
  if (element["confirm"] !== undefined) inspectConfirm(inspection, element["confirm"], `${pointer}/confirm`);
  inspectByType(inspection, element, type, pointer);
}

/** Checks what an image needs, as a block or as an element. */
export function inspectImage(inspection: Inspection, image: Json, pointer: string): void {
  if (inspection.has(image, "alt_text", pointer)) {
    inspection.string(image["alt_text"], `${pointer}/alt_text`, { max: limits.image.alt });
  }
  if ((image["image_url"] === undefined) === (image["slack_file"] === undefined)) {
    inspection.report(pointer, "must define either `image_url` or `slack_file`");
  }
  inspection.optionalString(image, "image_url", pointer, { max: limits.image.url });
}

function inspectByType(inspection: Inspection, element: Json, type: string, pointer: string): void {
  const options = `${pointer}/options`;
  switch (type) {
    case "button":
      inspectButton(inspection, element, pointer);
      return;
    case "overflow":
      inspectOptions(inspection, element["options"], options, limits.overflow);
      return;
    case "checkboxes":
    case "radio_buttons":
      inspectOptions(inspection, element["options"], options, limits.checkboxes);
      return;
    case "static_select":
    case "multi_static_select":
      inspectSelect(inspection, element, pointer);
      return;
    case "plain_text_input":
      inspection.optionalInteger(element, "min_length", pointer, { min: 0, max: limits.plainTextInput });
      inspection.optionalInteger(element, "max_length", pointer, { min: 1, max: limits.plainTextInput });
      inspection.optionalString(element, "initial_value", pointer, { min: 0, max: limits.plainTextInput });
      return;
    case "number_input":
      inspection.has(element, "is_decimal_allowed", pointer);
      return;
    case "icon_button":
      inspection.has(element, "icon", pointer);
      if (inspection.has(element, "text", pointer)) {
        inspection.text(element["text"], `${pointer}/text`, { kind: "plain", max: limits.button.text });
      }
      return;
    default:
      // Pickers and the other selects have nothing but what every element has.
      return;
  }
}

function inspectButton(inspection: Inspection, button: Json, pointer: string): void {
  inspection.only(button, pointer, [
    "type",
    "text",
    "action_id",
    "url",
    "value",
    "style",
    "confirm",
    "accessibility_label",
  ]);
  if (inspection.has(button, "text", pointer)) {
    inspection.text(button["text"], `${pointer}/text`, { kind: "plain", max: limits.button.text });
  }
  inspection.optionalString(button, "value", pointer, { max: limits.button.value });
  inspection.optionalString(button, "url", pointer, { max: limits.button.url });
  inspection.optionalString(button, "accessibility_label", pointer, { max: limits.button.label });
  if (button["style"] !== undefined) {
    inspection.word(button["style"], `${pointer}/style`, ["primary", "danger"]);
  }
}

function inspectSelect(inspection: Inspection, select: Json, pointer: string): void {
  if ((select["options"] === undefined) === (select["option_groups"] === undefined)) {
    inspection.report(pointer, "must define either `options` or `option_groups`");
    return;
  }
  if (select["options"] !== undefined) {
    inspectOptions(inspection, select["options"], `${pointer}/options`, limits.select.options);
    return;
  }
  inspection.list(select["option_groups"], `${pointer}/option_groups`, { max: limits.select.groups });
  for (const [index, group] of jsonList(select["option_groups"]).entries()) {
    const at = `${pointer}/option_groups/${index}`;
    inspection.text(group["label"], `${at}/label`, { kind: "plain", max: limits.option.text });
    inspectOptions(inspection, group["options"], `${at}/options`, limits.select.options);
  }
}

function inspectOptions(inspection: Inspection, value: unknown, pointer: string, max: number): void {
  for (const [index, entry] of inspection.list(value, pointer, { max }).entries()) {
    const at = `${pointer}/${index}`;
    const option = inspection.object(entry, at);
    if (inspection.has(option, "text", at)) {
      inspection.text(option["text"], `${at}/text`, { max: limits.option.text });
    }
    inspection.optionalString(option, "value", at, { max: limits.option.value });
    inspection.optionalText(option, "description", at, { max: limits.option.description });
  }
}

function inspectConfirm(inspection: Inspection, value: unknown, pointer: string): void {
  const confirm = inspection.object(value, pointer);
  inspection.only(confirm, pointer, ["title", "text", "confirm", "deny", "style"]);
  if (inspection.has(confirm, "text", pointer)) {
    inspection.text(confirm["text"], `${pointer}/text`, { max: limits.confirm.text });
  }
  inspection.optionalText(confirm, "title", pointer, { kind: "plain", max: limits.confirm.title });
  inspection.optionalText(confirm, "confirm", pointer, { kind: "plain", max: limits.confirm.confirm });
  inspection.optionalText(confirm, "deny", pointer, { kind: "plain", max: limits.confirm.deny });
  if (confirm["style"] !== undefined) {
    inspection.word(confirm["style"], `${pointer}/style`, ["primary", "danger"]);
  }
}
