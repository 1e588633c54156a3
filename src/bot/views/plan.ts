import type { Loss } from "../../domain/aws/plan-loss.ts";
import { lossesOf, lossOf } from "../../domain/aws/plan-loss.ts";
import type { EmrStepName } from "../../domain/runs/effect-names.ts";
import type { LeftResource, PlannedChanges } from "../../domain/workflows/deploy-facts.ts";
import type { ProgressItem } from "../../domain/workflows/progress.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, joined, lines, md } from "./block-kit/markup.ts";

/** More lines than this push the buttons off a phone's screen. */
const mostLines = 40;

/** The plan as a person reads it before pressing Apply. */
export function planText(plan: PlannedChanges): Markup {
  if (plan.changes.length === 0) {
    return plan.kind === "update" ? md`Only what the stack tells of itself changes.` : md`Nothing to change.`;
  }
  const losses = lossesOf(plan.changes);
  return lines([
    md`*${planHeading(plan)}*`,
    ...summarized(grouped(plan.changes), "kinds of changes"),
    losses.length > 0 && md`*It destroys what cannot be had back*, so its name has to be typed:`,
    ...losses.map((loss) => md`• ${lossLine(loss)}`),
    plan.price && priceText(plan.price),
    ...looksText(plan.looks ?? []),
  ]);
}

/** What the stack costs while it stands, which it does also on a day without a run. */
function priceText(price: NonNullable<PlannedChanges["price"]>): Markup {
  if (price.is === "unknown")
    return md`What it costs is not known here: the price table has no ${price.missing.join(", no ")}.`;
  const { perDay, perHour, parts, of, isVerified } = price;
  const each = joined(
    parts.map(({ what, perDay: part }) => md`${what} ${part.toFixed(2)}`),
    ", ",
  );
  const doubt = isVerified ? md`` : md`, some of which nobody could verify`;
  return md`*About $${perDay.toFixed(2)} a day ($${perHour.toFixed(2)} an hour) while it stands*, with runs or without: ${each}. An estimate by on-demand prices of ${of}${doubt}; what is stored and sent is billed beside.`;
}

/** What the look at the account came to: what a person should know in full, the rest by its name. */
function looksText(looks: NonNullable<PlannedChanges["looks"]>): readonly Markup[] {
  const named = (is: string) => [...new Set(looks.filter((one) => one.is === is).map(({ about }) => about))];
  const [fine, unknown] = [named("well"), named("unknown")];
  return [
    ...looks
      .filter(({ is }) => is === "warns")
      .map(({ about, says = "", remedy = "" }) => md`! *${about}*: ${says}. To do: ${remedy}`),
    ...(unknown.length > 0
      ? [md`Not known: ${unknown.join(", ")}. ${code("npm run doctor")} says why.`]
      : []),
    ...(fine.length > 0 ? [md`✓ looked at: ${fine.join(", ")}`] : []),
  ];
}

/** What is destroyed, how, and what goes with it. */
export function lossLine({ logicalId, holds, how }: Loss): Markup {
  const words = {
    "made-anew": "is made anew",
    "perhaps-made-anew": "may be made anew",
    removed: "is removed",
  };
  return md`${code(logicalId)} ${words[how]}, which ${how === "perhaps-made-anew" ? "would lose" : "loses"} ${holds}`;
}

/** What the clean-up after an update could not delete. */
export function leftText(left: readonly LeftResource[]): Markup {
  return lines([
    md`*AWS could not delete what was replaced or taken out.* It is no longer the stack's, and may still cost money:`,
    ...left.map(({ logicalId, type, reason }) => md`• ${code(logicalId)} (${shortType(type)}): ${reason}`),
  ]);
}

/** A line for each kind of resource with the names of all of that kind: every resource is there, on one screen. */
function grouped(changes: PlannedChanges["changes"]): readonly Markup[] {
  const groups = Map.groupBy(changes, ({ action, type }) => `${sign(action)} ${shortType(type)}`);
  return [...groups]
    .toSorted(([, [a]], [, [b]]) => weight(a?.type) - weight(b?.type))
    .map(([kind, group]) => {
      const names = joined(group.map(nameAndFate), ", ");
      return group.length === 1 ? md`${kind} ${names}` : md`${kind} ×${group.length} ${names}`;
    });
}

/** The resource, and whether its change makes it anew: what nobody may overlook where it holds something. */
function nameAndFate(change: PlannedChanges["changes"][number]): Markup {
  const { logicalId, replacement } = change;
  const fate = replacement === "yes" ? md`made anew` : replacement === "maybe" ? md`perhaps made anew` : null;
  if (fate === null) return code(logicalId);
  return lossOf(change) === null ? md`${code(logicalId)} ${fate}` : md`${code(logicalId)} *${fate}*`;
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

/** `23 of 31 done`, for a heading; `planned` may name some that are not there yet, so that what it is of never moves. */
export function itemsCount(items: readonly ProgressItem[], planned: readonly string[] = []): string {
  const all = new Set([...planned, ...items.map(({ name }) => name)]).size;
  return `${items.filter(({ state }) => state === "done").length} of ${all} done`;
}

function itemLine({ name, type, state, note }: ProgressItem): Markup {
  const title = isEmrStep(name) ? md`${itemTitles[name]}` : code(name);
  return joined(
    [
      md`${itemSign[state]} ${title}`,
      type !== undefined && type !== "" && md`${shortType(type)}`,
      note !== undefined && note !== "" && md`${note}`,
    ],
    " · ",
  );
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
  if (kind === "create") return `The plan makes ${count}`;
  const anew = (how: "yes" | "no" | "maybe") =>
    changes.filter(({ action, replacement = "no" }) => sign(action) === "~" && replacement === how);
  const kinds = [
    ["added", changes.filter(({ action }) => sign(action) === "+")],
    ["made anew", anew("yes")],
    ["perhaps made anew", anew("maybe")],
    ["changed", anew("no")],
    ["removed", changes.filter(({ action }) => sign(action) === "−")],
  ] as const;
  const told = kinds.filter(([, group]) => group.length > 0).map(([word, { length }]) => `${length} ${word}`);
  return `The plan changes ${count}: ${told.join(", ")}`;
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
