import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Account } from "../../../aws/account.ts";
import { askAccount } from "./account.ts";
import type { Trouble } from "./trouble.ts";
import { troubles } from "./trouble.ts";

/** How often Slack's door is asked what has become of its faults; AWS's come with the account. */
const EVERY_MS = 1_000;

/** What was planned to go wrong at Slack, and how often it did. */
interface SlackFault {
  readonly method: string;
  readonly error?: string;
  readonly status?: number;
  readonly dropReply?: boolean;
  readonly times: number;
  readonly fired: number;
}

/** What is planned at whose door. */
interface Planned {
  readonly aws: Account["faults"];
  readonly slack: readonly SlackFault[];
}

/** What may go wrong by a click, with what should come of it. */
export function TroublePane({
  faults,
  command,
}: {
  readonly faults: Account["faults"];
  /** What the app hears. */
  readonly command: string;
}): JSX.Element {
  const [said, setSaid] = useState("");
  const [latest, setLatest] = useState<{ readonly trouble: Trouble; readonly overBefore: number } | null>(
    null,
  );
  const [slackFaults, setSlackFaults] = useState<readonly SlackFault[]>([]);
  const look = async () => setSlackFaults(await askSlack("GET"));
  useEffect(() => {
    // While the sandbox is away, which the page says elsewhere, nothing becomes of them.
    const again = () => void look().catch(() => {});
    const every = setInterval(again, EVERY_MS);
    again();
    return () => clearInterval(every);
  }, []);
  const planned: Planned = { aws: faults, slack: slackFaults };
  const doing = async (act: () => Promise<unknown>, done: string, trouble: Trouble | null = null) => {
    try {
      await act();
      setSaid(done);
      setLatest(trouble === null ? null : { trouble, overBefore: overOf(trouble, planned) });
      await look();
    } catch (error) {
      setSaid(error instanceof Error ? error.message : String(error));
    }
  };
  const plan = (trouble: Trouble) => {
    const { name, at, fault } = trouble;
    const ask = () => (at === "aws" ? askAccount("faults", "POST", fault) : askSlack("POST", fault));
    return doing(ask, `Planned: ${name}`, trouble);
  };
  const forget = () =>
    doing(
      () => Promise.all([askAccount("faults", "DELETE"), askSlack("DELETE")]),
      "Nothing is planned any more.",
    );
  const happened = ({ times, fired }: { readonly times: number; readonly fired: number }) =>
    `happened ${fired} of ${times} times`;
  const all = [
    ...faults.map((fault) => ({
      words: `AWS: ${fault.service} ${fault.operation}: ${fault.kind}, ${happened(fault)}`,
      isOver: fault.fired >= fault.times,
    })),
    ...slackFaults.map((fault) => ({
      words: `Slack: ${fault.method}: ${kindOf(fault)}, ${happened(fault)}`,
      isOver: fault.fired >= fault.times,
    })),
  ];
  const listed = (each: typeof all) =>
    h(
      "ul",
      null,
      each.map(({ words }) => h("li", null, words)),
    );
  const { ahead = [], over = [] } = Object.groupBy(all, ({ isOver }) => (isOver ? "over" : "ahead"));
  const hasHappened = latest !== null && overOf(latest.trouble, planned) > latest.overBefore;
  return h("div", null, [
    h("p", { role: "status" }, hasHappened ? `Happened: ${latest.trouble.name}` : said),
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
          h("p", null, [
            trouble.does,
            h("small", null, [
              "What the app should do: ",
              withCode(trouble.expect.replace("{command}", command)),
            ]),
          ]),
        ]),
      ),
    ),
    h("h3", null, "Planned"),
    ahead.length === 0 ? h("p", null, "Nothing.") : listed(ahead),
    ...(over.length === 0 ? [] : [h("h3", null, "Happened"), listed(over)]),
    h(
      "button",
      { type: "button", class: "button button-default", onClick: () => void forget() },
      "Plan nothing",
    ),
  ]);
}

/** How many of that kind have happened as often as they were to. */
function overOf({ at, fault }: Trouble, planned: Planned): number {
  const names = at === "aws" ? ["service", "operation", "kind"] : ["method"];
  const all: readonly Readonly<Record<string, unknown>>[] = planned[at].map((each) => ({ ...each }));
  return all.filter(
    (each) =>
      names.every((name) => each[name] === fault[name]) && Number(each["fired"]) >= Number(each["times"]),
  ).length;
}

/** What stands between backticks is what one types. */
function withCode(words: string): ComponentChildren {
  return words.split("`").map((part, at) => (at % 2 === 1 ? h("code", null, part) : part));
}

function kindOf({ error, status, dropReply }: SlackFault): string {
  if (dropReply === true) return "its answer gets lost";
  return error ?? (status === undefined ? "late" : `status ${status}`);
}

/** Asks the stand-in of Slack, which serves the page; throws with its own words. */
async function askSlack(method: "GET" | "POST" | "DELETE", given?: unknown): Promise<readonly SlackFault[]> {
  const response = await fetch("/sandbox/faults", {
    method,
    ...(given !== undefined && { body: JSON.stringify(given) }),
  }).catch(() => null); // null: nobody answers
  if (response === null) throw new Error("The sandbox does not answer.");
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}
