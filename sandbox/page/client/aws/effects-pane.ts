import type { JSX } from "preact";
import { h } from "preact";
import type { Account } from "../../../aws/account.ts";
import { list } from "./list.ts";
import { usePart } from "./part.ts";

/** What was done in the account, the newest first. */
export function EffectsPane({ effects }: Pick<Account, "effects">): JSX.Element {
  const { shown, head } = usePart({
    ...{ told: effects, path: "console/effects", called: "effects", which: "newest" },
  });
  if (effects.total === 0) return h("p", null, "Nothing was done yet.");
  const rows = shown
    .toReversed()
    .map(({ at, service, operation, name }) => [new Date(at).toLocaleTimeString(), service, operation, name]);
  return h("div", null, [head, list(["At", "Service", "What", "Name"], rows)]);
}
