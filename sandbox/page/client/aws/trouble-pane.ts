import type { JSX } from "preact";
import { h } from "preact";
import { useState } from "preact/hooks";
import type { Account } from "../../../aws/account.ts";
import { askAccount } from "./account.ts";
import type { Trouble } from "./trouble.ts";
import { troubles } from "./trouble.ts";

/** What may go wrong by a click, with what should come of it. */
export function TroublePane({ faults }: { readonly faults: Account["faults"] }): JSX.Element {
  const [said, setSaid] = useState("");
  const plan = async ({ name, at, fault }: Trouble) => {
    try {
      if (at === "aws") await askAccount("faults", "POST", fault);
      else await fetch("/sandbox/faults", { method: "POST", body: JSON.stringify(fault) });
      setSaid(`Planned: ${name}`);
    } catch (error) {
      setSaid(error instanceof Error ? error.message : String(error));
    }
  };
  const forget = async () => {
    await Promise.all([askAccount("faults", "DELETE"), fetch("/sandbox/faults", { method: "DELETE" })]);
    setSaid("Nothing is planned any more.");
  };
  const planned = faults.map(({ service, operation, kind, times, fired }) =>
    h("li", null, `${service} ${operation}: ${kind}, happened ${fired} of ${times} times`),
  );
  return h("div", null, [
    h("p", { role: "status" }, said),
    h(
      "ul",
      { class: "troubles" },
      troubles.map((trouble) =>
        h("li", { key: trouble.name }, [
          h(
            "button",
            { type: "button", class: "button button-default", onClick: () => void plan(trouble) },
            trouble.name,
          ),
          h("p", null, [trouble.does, h("small", null, ["What the app should do: ", trouble.expect])]),
        ]),
      ),
    ),
    h("h3", null, "Planned at AWS"),
    planned.length === 0 ? h("p", null, "Nothing.") : h("ul", null, planned),
    h(
      "button",
      { type: "button", class: "button button-default", onClick: () => void forget() },
      "Plan nothing",
    ),
  ]);
}
