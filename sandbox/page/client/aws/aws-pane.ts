import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Account } from "../../../aws/account.ts";
import { useOverlay } from "../overlay.ts";
import type { AccountNews } from "../protocol.ts";
import { EffectsPane } from "./effects-pane.ts";
import { LakePane } from "./lake-pane.ts";
import { list, table } from "./list.ts";
import { StepRow } from "./step-row.ts";
import { TroublePane } from "./trouble-pane.ts";
import { WarehousePane } from "./warehouse-pane.ts";

const tabs = ["Stack", "Cluster", "Lake", "Warehouse", "Effects", "Leftovers", "Trouble"] as const;

/** Where an arrow leads from a tab. */
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** What there is in AWS, as it comes and goes. Where there is no room beside the chat it lies over it. */
export function AwsPane({
  account,
  awaySince,
  command,
  onClose,
}: AccountNews & {
  /** What the app hears. */
  readonly command: string;
  readonly onClose: () => void;
}): JSX.Element {
  const pane = useRef<HTMLElement>(null);
  useOverlay(pane, { isOpen: true, onClose });
  const [tab, setTab] = useState<(typeof tabs)[number]>("Stack");
  const buttons = tabs.map((name) =>
    h(
      "button",
      {
        ...{ type: "button", role: "tab", id: `aws-tab-${name}` },
        ...{ "aria-selected": name === tab, "aria-controls": "aws-tab" },
        tabIndex: name === tab ? 0 : -1,
        onClick: () => setTab(name),
      },
      name,
    ),
  );
  // Tabs are one stop of the keyboard; the arrows go from one to the next (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/).
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const next = step === undefined ? undefined : tabs.at((tabs.indexOf(tab) + step) % tabs.length);
    if (next === undefined) return;
    event.preventDefault();
    setTab(next);
    document.getElementById(`aws-tab-${next}`)?.focus();
  };
  return h("section", { ref: pane, class: "aws", "aria-label": "AWS" }, [
    h("header", { class: "channel-head" }, [
      h("h2", null, "AWS"),
      h("button", { type: "button", class: "close", "aria-label": "Close this pane", onClick: onClose }, "×"),
    ]),
    h("div", { class: "tabs", role: "tablist", "aria-label": "AWS", onKeyDown }, buttons),
    h(
      "div",
      { id: "aws-tab", class: "aws-tab", role: "tabpanel", "aria-label": tab, tabIndex: 0 },
      awaySince === null ? null : away(awaySince, account !== null),
      account !== null
        ? contentOf(tab, { account, command })
        : awaySince === null
          ? h("p", null, "Looking at the account …")
          : null,
    ),
  ]);
}

function away(since: string, isKnown: boolean): JSX.Element {
  const time = new Date(since).toLocaleTimeString();
  const left = isKnown ? " What is below is what there was then." : "";
  return h(
    "p",
    { role: "status", class: "away" },
    `The AWS stand-in has not answered since ${time}; it is asked again and again.${left}`,
  );
}

function contentOf(
  tab: (typeof tabs)[number],
  { account, command }: { readonly account: Account; readonly command: string },
): ComponentChildren {
  switch (tab) {
    case "Stack":
      return stack(account, command);
    case "Cluster":
      return cluster(account);
    case "Lake":
      return h(LakePane, { objects: account.objects });
    case "Warehouse":
      return h(WarehousePane, { warehouses: account.warehouses });
    case "Effects":
      return h(EffectsPane, { effects: account.effects });
    case "Leftovers":
      return leftovers(account);
    case "Trouble":
      return h(TroublePane, { faults: account.faults, command });
    default:
      return tab satisfies never;
  }
}

/** A state with a mark, so that color is not all that tells. */
function state(status: string): JSX.Element {
  const kind = kindOf(status);
  const mark = { bad: "✗", busy: "▸", over: "–", good: "✓" }[kind];
  return h("span", { class: `state state-${kind}` }, `${mark} ${status}`);
}

/** Of a stack or resource, a cluster, a step or a warehouse, as AWS calls their states. */
function kindOf(status: string): "bad" | "busy" | "over" | "good" {
  if (/FAILED|ROLLBACK|ERROR|INTERRUPTED/.test(status)) return "bad";
  // A cluster that waits for steps is done with what it had.
  if (status === "WAITING") return "good";
  if (/PROGRESS|PENDING|ING$|ing$/.test(status)) return "busy";
  return /^(?:CANCELLED|TERMINATED|DELETE_COMPLETE|paused)$/.test(status) ? "over" : "good";
}

function stack({ stacks }: Account, command: string): ComponentChildren {
  if (stacks.length === 0)
    return h("p", null, ["There is no stack. ", h("code", null, `${command} deploy`), " makes it."]);
  return stacks.map(({ name, status, resources }) => [
    h("h3", null, [name, " ", state(status)]),
    ...(resources.length === 0 ? [h("p", null, "Nothing of it is made yet.")] : made(resources)),
  ]);
}

function made(resources: Account["stacks"][number]["resources"]): readonly JSX.Element[] {
  return [
    h(
      "p",
      { class: "quiet-line" },
      `${resources.filter((one) => one.status.endsWith("_COMPLETE")).length} of ${resources.length} resources are done`,
    ),
    list(
      ["Resource", "Type", "State"],
      resources.map(({ id, type, status: each, reason }) => [
        id,
        type.replace("AWS::", ""),
        [state(each), reason === "" ? null : h("small", null, reason)],
      ]),
    ),
  ];
}

function cluster({ clusters }: Account): ComponentChildren {
  if (clusters.length === 0) return h("p", null, "There is no cluster.");
  return clusters.map(({ id, name, state: status, steps }) => [
    h("h3", null, [name, " ", state(status)]),
    h("p", { class: "quiet-line" }, id),
    steps.length === 0
      ? h("p", null, "No step was submitted.")
      : table(
          ["Step", "State", "Logs"],
          steps.map((step) => h(StepRow, { key: step.id, step, state: state(step.state) })),
        ),
  ]);
}

function leftovers({ leftovers: all }: Account): ComponentChildren {
  if (all.length === 0) return h("p", null, "✓ Nothing is left that would cost money.");
  return [
    h("p", null, `${all.length === 1 ? "1 piece" : `${all.length} pieces`} would cost money on AWS.`),
    list(
      ["Type", "Name"],
      all.map(({ type, id, name }) => [type, name === id ? id : [name, h("small", null, id)]]),
    ),
  ];
}
