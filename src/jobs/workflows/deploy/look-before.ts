import type { AccountFinding } from "../../../domain/aws/preflight/finding.ts";
import { judgePreflight } from "../../../domain/aws/preflight/preflight.ts";
import { PRICES_OF } from "../../../domain/aws/prices/price-table.ts";
import { HOURS_OF_DAY } from "../../../domain/aws/prices/stack-price.ts";
import { withoutAccountIds } from "../../../domain/aws/redact-account-ids.ts";
import { Problem } from "../../../domain/problem.ts";
import type { PlannedChanges } from "../../../domain/workflows/deploy-facts.ts";
import type { Sighting } from "../../engine/workflow.ts";
import type { World } from "../world.ts";
import type { Plan } from "./stop-apply.ts";

/** The newest look, by the key of the step that took it: the plan is asked for, and told later, by the same process. */
const newest = new WeakMap<
  World["preflight"],
  { readonly key: string; readonly findings: readonly AccountFinding[] }
>();

/** Looks at the account before a plan, once for each try of it. */
export async function lookBefore(
  { preflight, days, settings }: Pick<World, "preflight" | "days" | "settings">,
  key: string,
): Promise<readonly AccountFinding[]> {
  const known = newest.get(preflight);
  if (known?.key === key) return known.findings;
  const { stack, bucket, parameters } = settings;
  const rememberedId = await days.stackId();
  const findings = judgePreflight(await preflight.look({ stack, bucket, parameters, rememberedId }));
  newest.set(preflight, { key, findings });
  return findings;
}

/** Throws for what would make a deploy fail: then nothing is begun. */
export function nothingInTheWay(stack: string, findings: readonly AccountFinding[]): void {
  const blocks = findings.filter(({ is }) => is === "blocks");
  if (blocks.length === 0) return;
  const says = `planning the stack "${stack}": ${blocks.map((block) => block.says).join("; ")}`;
  throw new Problem("account-unfit", says, {
    remedy: `${blocks.map(({ remedy }) => remedy).join("; ")}. Then press Retry; \`npm run doctor\` looks at the same`,
  });
}

/** The plan with what stands beside it; one that was carried out is looked at by nobody any more. */
export async function withLooksAndPrice(
  world: Pick<World, "preflight" | "days" | "settings">,
  { key, outcome }: { readonly key: string; readonly outcome: Sighting<Plan> },
): Promise<Sighting<Plan>> {
  if (outcome.is !== "done" || outcome.output.isCarriedOut === true) return outcome;
  const looks = looksBesidePlan(await lookBefore(world, key));
  return { ...outcome, output: { ...outcome.output, looks, price: priceBesidePlan(world) } };
}

function priceBesidePlan({
  settings: { priceOf, parameters },
}: Pick<World, "settings">): NonNullable<PlannedChanges["price"]> {
  const price = priceOf(parameters);
  if (price.is === "unknown") return price;
  const { lines, perHour, perDay, isVerified } = price;
  const parts = lines.map((line) => ({ what: line.what, perDay: line.perHour * HOURS_OF_DAY }));
  return { is: "known", perHour, perDay, parts, of: PRICES_OF, isVerified };
}

function looksBesidePlan(findings: readonly AccountFinding[]): NonNullable<PlannedChanges["looks"]> {
  return findings.map(({ about, is, says, remedy }) =>
    is === "warns"
      ? { about, is, says: withoutAccountIds(says), remedy: withoutAccountIds(remedy ?? "") }
      : { about, is: is === "well" ? ("well" as const) : ("unknown" as const) },
  );
}
