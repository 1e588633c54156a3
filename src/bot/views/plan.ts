import type { EmrStepName } from "../../domain/runs/effect-names.ts";
import type { PlannedChanges } from "../../domain/workflows/deploy-facts.ts";
import type { ProgressItem } from "../../domain/workflows/progress.ts";
import type { Markup } from "./markup.ts";
import { code, joined, lines, md } from "./markup.ts";

/** More lines than this push the buttons off a phone's screen. */
const mostLines = 40;

/** The plan as a person reads it before pressing Apply. */
export function planText(plan: PlannedChanges): Markup {
  if (plan.changes.length === 0) return md`Nothing to change.`;
  return lines([md`*${planHeading(plan)}*`, ...summarized(grouped(plan.changes), "kinds of changes")]);
}

/** A line for each kind of resource with the names of all of that kind: every resource is there, on one screen. */
function grouped(changes: PlannedChanges["changes"]): readonly Markup[] {
  const groups = Map.groupBy(changes, ({ action, type }) => `${sign(action)} ${shortType(type)}`);
  return [...groups]
    .toSorted(([, [a]], [, [b]]) => weight(a?.type) - weight(b?.type))
    .map(([kind, group]) => {
      const names = joined(group.map(nameAndLoss), ", ");
      return group.length === 1 ? md`${kind} ${names}` : md`${kind} ×${group.length} ${names}`;
    });
}

/** The resource, and what its change would destroy: the one thing in a plan that nobody may overlook. */
function nameAndLoss({ logicalId, replacement }: PlannedChanges["changes"][number]): Markup {
  if (replacement === "yes") return md`${code(logicalId)} *made anew, what it holds is lost*`;
  if (replacement === "maybe") return md`${code(logicalId)} *perhaps made anew, what it holds would be lost*`;
  return code(logicalId);
}

/** What costs by the hour stands first; the rest as the template has it. */
const costly = ["AWS::EMR::Cluster", "AWS::Redshift::Cluster", "AWS::EC2::Instance", "AWS::S3::Bucket"];

function weight(type: string | undefined): number {
  const at = costly.indexOf(type ?? "");
  return at < 0 ? costly.length : at;
}

/** Resources or EMR steps as they come up. Those that are done are only counted when the list gets long. */
export function itemsText(items: readonly ProgressItem[]): Markup {
  const open = items.filter(({ state }) => state !== "done");
  const shown = items.length <= mostLines ? items : open;
  const done = items.length - open.length;
  return lines([
    ...summarized(shown.map(itemLine), "not done yet"),
    shown.length < items.length && md`✓ ${done} more done`,
  ]);
}

/** `23 of 31 done`, for a heading. */
export function itemsCount(items: readonly ProgressItem[]): string {
  return `${items.filter(({ state }) => state === "done").length} of ${items.length} done`;
}

function itemLine({ name, type, state, note }: ProgressItem): Markup {
  const about = joined(
    [
      type !== undefined && type !== "" && md`${shortType(type)}`,
      note !== undefined && note !== "" && md`${note}`,
    ],
    " · ",
  );
  const title = isEmrStep(name) ? md`${itemTitles[name]}` : code(name);
  return md`${itemSign[state]} ${title} ${about}`;
}

/** The three EMR steps of a batch, whose short names are made for EMR's console. */
const itemTitles: Readonly<Record<EmrStepName, string>> = {
  "1-in": "copy the file to the cluster",
  "2-count": "count by category",
  "3-out": "copy the counts to the lake",
};

function isEmrStep(name: string): name is EmrStepName {
  return Object.hasOwn(itemTitles, name);
}

const itemSign = { waiting: "○", underway: "▸", done: "✓", failed: "✗" } as const;

function planHeading({ kind, changes }: PlannedChanges): string {
  const count = `${changes.length} ${changes.length === 1 ? "resource" : "resources"}`;
  return kind === "create" ? `The plan makes ${count}` : `The plan changes ${count}`;
}

/** As plans are read everywhere: plus, minus, tilde; never color. */
function sign(action: string): string {
  const word = action.toLowerCase();
  if (word === "add" || word === "create") return "+";
  return word === "remove" || word === "delete" ? "−" : "~";
}

/** `AWS::EC2::VPC` without what every line would repeat. */
function shortType(type: string): string {
  return type.replace(/^AWS::/, "").replaceAll("::", " ");
}

function summarized(rows: readonly Markup[], what: string): readonly Markup[] {
  if (rows.length <= mostLines) return rows;
  return [...rows.slice(0, mostLines), md`… and ${rows.length - mostLines} more ${what}`];
}
