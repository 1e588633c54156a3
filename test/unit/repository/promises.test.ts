import { expect, test } from "vitest";
import { namedTests } from "../../support/named-tests.ts";

/**
 * What this product has that no other of its kind has together, each with the tests that hold it. The page is written by
 * `npx vitest run test/unit/repository/promises.test.ts -u`; a test that is gone, or called otherwise, is missed here.
 */

interface Held {
  readonly is: string;
  /** Files below `test/`, each with the names of its tests or groups. */
  readonly heldBy: Readonly<Record<string, readonly string[]>>;
  /** What of it is not there. */
  readonly without?: string;
}

const promises: readonly Held[] = [
  {
    is: "A day has one living card; asked for again, it is linked, not run twice",
    heldBy: {
      "product/whole-loop": [
        "asked for by two people at the same moment is one run with one card and one summary",
        "that is done is not run again, but linked",
      ],
    },
  },
  {
    is: "What Slack delivers twice is done once; a forced run links what it replaces and may need a second person",
    heldBy: {
      "product/bot": ["the same delivery twice is one run, and the second is told so"],
      "product/approvals": [
        "a day that is to be counted once more waits for a second person, and its number stands until then",
      ],
      "unit/bot/day-summary": [
        "says when, what it was, what is other and for whom, and links to what it was",
      ],
    },
  },
  {
    is: "A deploy is a plan first, with what it destroys and costs; a yes is for that plan alone",
    heldBy: {
      "product/whole-loop": ["shows the plan, and changes nothing when it is discarded"],
      "unit/bot/plan": [
        "what the stack costs stands in the plan, with its parts, the month of the prices and what is not in it",
      ],
      "product/bot": ["Apply applies the plan under which it stands, not one that was made anew since"],
    },
  },
  {
    is: "Two people: never whoever asked or retried, once, for half an hour, with a reason for a no; no guests, no strangers",
    heldBy: {
      "product/bot": ["who asked for it does not approve it, and is told whom to ask"],
      "product/approvals": [
        "an approver who retries a deploy that failed does not approve its next plan; nothing is written",
      ],
      "engine/approval-lapse": [
        "waits for half an hour and no longer, ends in words of its own, and its plan is dropped",
      ],
      "engine/force-asked": ["a no says why, and what is told of the day stands"],
    },
  },
  {
    is: "A teardown tells in numbers what goes, wants the stack's name typed, and can be stopped for a minute",
    heldBy: {
      "product/whole-loop": [
        "tells in numbers what goes with it, and what stays",
        "wants the stack's name, exactly",
      ],
      "product/cancel-underway": ["a teardown is stopped on its card as long as it has begun nothing"],
    },
  },
  {
    is: "The stack is locked with a reason and an end, taken over after a question, and frozen at a month's end by the calendar",
    heldBy: {
      "product/lock": [
        "who has locked it goes on, all others hear who, why and until when, and nothing is begun",
        "a plan from before the lock is let go on by nobody else; the lock is taken over after a question, once",
      ],
      "unit/domain/schedule/stack-lock": ["a month's end freezes the stack by the calendar"],
    },
  },
  {
    is: "A cancel cancels: what is queued, what Spark is at, what CloudFormation makes, each with what came of it",
    heldBy: {
      "product/cancel": [
        "a queued day ends at once; a day in Spark is canceled as a whole, also when the process dies while it stops",
        "a stack that is being made is deleted, once somebody confirms, and the card says so",
      ],
      "product/updates": [
        "an update that is canceled while it goes on is taken back, and the card tells its end",
      ],
    },
  },
  {
    is: "Words are read as people say them; what may have been meant otherwise is a button that runs nothing by itself",
    heldBy: {
      "unit/domain/commands/what-people-type": [
        "a day is the one that was meant, or it is asked",
        "what people type for a command that has another name",
      ],
      "unit/bot/corrections": ["a day that is far from today"],
    },
  },
  {
    is: "Help and menu show what one may do and what makes sense now",
    heldBy: {
      "unit/bot/help": ["a viewer reads nothing of what changes something but who may"],
      "product/menu": ["a viewer and a guest see no button of what they may not do"],
      "unit/bot/menu": ["a menu offers what this person may do and what makes sense now"],
    },
  },
  {
    is: "The same command by line, mention, direct message, button, Home and on a page of this machine",
    heldBy: {
      "product/direct-messages": ["the answer stays in the conversation, and the app does not answer itself"],
      "product/menu": ["a day is picked and run as if it had been typed"],
      "browser/page": ["plays the whole loop by mouse, and the tour ticks what happened"],
    },
    without: "a command line that runs a day; `npm run` only looks, verifies and sets up",
  },
  {
    is: "A summary that adds up: file, Spark and Redshift beside the day before, two weeks and what is usual; else the day is held",
    heldBy: {
      "product/whole-loop": ["has a summary with the counts, whether they add up, and where they come from"],
      "unit/bot/day-summary": [
        "what is usual stands beside each number, and what is not as usual is said in words",
        "a line for each category shows what the last bank days had, with a gap for a day that is not published",
      ],
      "unit/jobs/per-category": [
        "Redshift that has what Spark counted, in another order and with other zeros, adds up",
      ],
    },
  },
  {
    is: "Each number tells the file, the script, the EMR step and the statement that it is from",
    heldBy: {
      "unit/bot/day-summary": ["the summary of a day"],
      "product/whole-loop": ["has a summary with the counts, whether they add up, and where they come from"],
    },
    without: "a button that opens the question in Metabase",
  },
  {
    is: "Late and missing are told, with what is usual; a second way reaches people where Slack does not",
    heldBy: {
      "product/schedule": [
        "people are called once for a day whose file is missing, and it is counted by itself once the file is there",
      ],
      "unit/domain/runs/usual-length": [
        "it is the middle of what plain batches took, from their first step on",
      ],
      "engine/alerts": ["it is opened also while Slack is away"],
      "product/doctor": ["all is well"],
    },
    without:
      "a switch outside that notices when the bot itself is gone (`/healthz` and the gauges are there for one)",
  },
  {
    is: "Each message is there once in the end: owed before it is said, one a second, in a simpler form where Slack refuses it",
    heldBy: {
      "engine/outbox": [
        "go out one a second, whichever process says them",
        "is found behind more than one page of newer messages, and not posted again",
        "are said in a simpler form at once where Slack refuses them with %s",
        "is one summary for each generation of a day, however often it is owed",
      ],
      "engine/outbox-edits": [
        "a card is edited every three seconds at most, and comes to show the newest state",
      ],
    },
  },
  {
    is: "A failure explains itself: the step, the first cause, what happens by itself, and what can be done, as buttons",
    heldBy: {
      "unit/bot/alert": [
        "says what is wrong, what is told meanwhile, when it is due, what happens by itself and what is kept",
      ],
      "product/cancel": ["the log of a step that failed is shown, and a retry by a word goes on to the end"],
    },
  },
  {
    is: "A retry goes on where all before it still holds, and the call says what it keeps",
    heldBy: {
      "faults/once": [
        "after a failed step, Retry submits once more under other names, and the day is published",
      ],
      "unit/jobs/retry-begin": [
        "a day that was not published looks anew at the days that are, and counts nothing anew",
      ],
      "unit/bot/alert": [
        "says what is wrong, what is told meanwhile, when it is due, what happens by itself and what is kept",
      ],
    },
  },
  {
    is: "What the stack costs stands in the plan, the status and the menu",
    heldBy: {
      "unit/bot/plan": [
        "what the stack costs stands in the plan, with its parts, the month of the prices and what is not in it",
      ],
    },
    without:
      "a reminder in the evening that it still stands, and a budget that keeps a deploy from beginning",
  },
  {
    is: "A record of who did what, in a chain of hashes, by month and as CSV",
    heldBy: {
      "product/approvals": [
        "who asked, approved and denied is recorded once each, over an emptied Redis, with lines, plans and reasons",
        "operators and approvers look at it, others do not; what was changed is found and named",
      ],
      "unit/domain/audit/chain": ["any one character of any entry"],
    },
  },
  {
    is: "Quiet: one card, its thread, one mention when somebody is needed, and direct messages for who ticks them",
    heldBy: {
      "engine/alerts": [
        "a card calls nobody: who asked is mentioned by an edit, which Slack pushes to nobody",
        "a day that fails calls people once, in its card's thread and in the channel, and says there how it was solved",
      ],
      "engine/direct-news": ["each is told what they chose, in their own messages, and once, whoever looks"],
    },
  },
  {
    is: "Several days are one card with a row for each, oldest first, which stops at the first that fails; two days are compared",
    heldBy: {
      "product/backfill": [
        "it runs what is not done, oldest first, and stops at the first day that fails",
        "after the cause is gone, Retry goes on with that day and repeats nothing",
      ],
      "unit/bot/looks": ["two days are compared by what differs most, with both totals and both cards"],
    },
  },
  {
    is: "All of it runs on a laptop, with the same cards on a page, whose words and limits are held",
    heldBy: {
      "unit/bot/cards": ["reads as it was approved", "there is a picture of each state, and of nothing else"],
      "stand-ins/emulated-slack": ["every state of every message is taken, and kept as it was sent"],
      "browser/page": ["has nothing that axe finds: $look"],
    },
    without: "a look by Slack's own `blocks.validate`, which needs a workspace",
  },
  {
    is: "No row of a customer is said; small counts are shown as one; no number gets to a channel that another company is in",
    heldBy: {
      "product/schedule": ["no secret and no customer is in the log, the metrics, Redis or the channel"],
      "unit/domain/loans/small-counts": ["categories under five loans are shown as one, with the same sum"],
      "product/shared-channel": [
        "nothing begins and nothing is told in a channel that another company is in, and then it does",
        "of what began before it was noticed /readyz says why nothing is said there, and then it is said",
      ],
    },
  },
];

const fileOf = (path: string) => `test/${path}.test.ts`;

test("each is held by tests that are there", () => {
  const missing = promises.flatMap(({ heldBy }) =>
    Object.entries(heldBy).flatMap(([path, names]) =>
      names
        .filter((name) => !namedTests(fileOf(path)).includes(name))
        .map((name) => `${fileOf(path)}: ${name}`),
    ),
  );
  expect(missing).toEqual([]);
});

test("the page tells all of them, and what is not there", async () => {
  const rows = promises.map(({ is, heldBy, without }, at) => {
    const held = Object.entries(heldBy).map(
      ([path, names]) => `\`${fileOf(path)}\`: ${names.map((name) => `“${name}”`).join(", ")}`,
    );
    return `| ${at + 1} | ${is} | ${held.join("; ")} | ${without ?? ""} |`;
  });
  const page = `# What is promised, and what holds it

Each with the tests by which it is held, and what of it is not there yet. A test that is called otherwise by now is missed by
\`test/unit/repository/promises.test.ts\`, which also writes this page.

| | What | Held by | Not there |
|---|---|---|---|
${rows.join("\n")}
`;
  await expect(page).toMatchFileSnapshot("../../../docs/promises.md");
});
