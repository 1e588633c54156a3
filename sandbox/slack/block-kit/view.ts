import { isJson } from "../../../src/web/json.ts";
import { limits } from "../limits.ts";
import { inspectBlocks } from "./blocks.ts";
import type { Finding } from "./inspection.ts";
import { Inspection } from "./inspection.ts";

/** Checks a modal or a Home tab against Slack's limits; pointers start at `/view`. */
export function inspectView(value: unknown, pointer = "/view"): Finding[] {
  const type = isJson(value) ? value["type"] : undefined;
  const inspection = new Inspection(type === "home" ? "home" : "modal");
  const view = inspection.object(value, pointer);
  if (!isJson(value)) return inspection.findings;
  if (type !== "modal" && type !== "home") {
    inspection.report(`${pointer}/type`, `unsupported type: ${String(type)}`);
    return inspection.findings;
  }
  inspection.optionalString(view, "callback_id", pointer, { min: 0, max: limits.view.callbackId });
  inspection.optionalString(view, "external_id", pointer, { min: 0, max: limits.view.externalId });
  inspection.optionalString(view, "private_metadata", pointer, { min: 0, max: limits.view.privateMetadata });
  if (type === "modal") {
    if (inspection.has(view, "title", pointer)) {
      inspection.text(view["title"], `${pointer}/title`, { kind: "plain", max: limits.view.title });
    }
    inspection.optionalText(view, "submit", pointer, { kind: "plain", max: limits.view.submit });
    inspection.optionalText(view, "close", pointer, { kind: "plain", max: limits.view.close });
  }
  if (!inspection.has(view, "blocks", pointer)) return inspection.findings;
  if (type === "modal" && view["submit"] === undefined) requireSubmit(inspection, view["blocks"], pointer);
  return [...inspection.findings, ...inspectBlocks(view["blocks"], type, `${pointer}/blocks`)];
}

function requireSubmit(inspection: Inspection, blocks: unknown, pointer: string): void {
  if (!Array.isArray(blocks)) return;
  const input = blocks.findIndex((block) => isJson(block) && block["type"] === "input");
  if (input < 0) return;
  inspection.report(`${pointer}/blocks/${input}`, "must define `submit` to use an `input` block in modals");
}
