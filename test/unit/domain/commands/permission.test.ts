import { describe, expect, test } from "vitest";
import type { Command } from "../../../../src/domain/commands/command.ts";
import type { Person, Policy } from "../../../../src/domain/commands/permission.ts";
import {
  mayApprove,
  mayAsk,
  mayRelease,
  mayStop,
  needsSecondPerson,
} from "../../../../src/domain/commands/permission.ts";
import type { Day } from "../../../../src/domain/day.ts";
import type { Approval, Requester } from "../../../../src/domain/runs/approval.ts";
import { factsOf, workflowNames } from "../../../../src/domain/workflows/index.ts";
import { approvables } from "../../../../src/domain/workflows/workflow-facts.ts";

const day = "2026-11-23" as Day;
const changes: readonly Command[] = [
  { name: "deploy" },
  { name: "run", day, force: false },
  { name: "run", day, force: true },
  { name: "cancel", which: null },
  { name: "retry", which: null },
  { name: "teardown" },
  { name: "skip", day, why: "holiday" },
  { name: "release", day, why: "known" },
  { name: "withdraw", day, why: "wrong" },
  { name: "schedule", change: { is: "pause", why: null } },
];
const looks: readonly Command[] = [
  { name: "schedule", change: null },
  { name: "status" },
  { name: "runs" },
  { name: "summary", day: null },
  { name: "logs", day: null, step: null },
];

const member = { groups: [], unasked: [], isGuest: false, isInChannel: true } as const;
const people = {
  operator: { ...member, id: "U0OPERATOR" },
  "operator by group": { ...member, id: "U0OTHER", groups: ["S0OPERATORS"] },
  approver: { ...member, id: "U0APPROVER" },
  viewer: { ...member, id: "U0VIEWER" },
  stranger: { ...member, id: "U0STRANGER" },
  "stranger elsewhere": { ...member, id: "U0STRANGER", isInChannel: false },
  "viewer elsewhere": { ...member, id: "U0VIEWER", isInChannel: false },
  "guest in the list": { ...member, id: "U0OPERATOR", isGuest: true },
  "guest in the group": { ...member, id: "U0GUEST", groups: ["S0OPERATORS"], isGuest: true },
} as const satisfies Record<string, Person>;

const open: Policy = {
  operators: ["U0OPERATOR", "S0OPERATORS"],
  approvers: ["U0APPROVER", "U0OPERATOR"],
  viewers: [],
  approvals: [],
};
const closed: Policy = { ...open, viewers: ["U0VIEWER"] };
const twoPeople: Policy = { ...open, approvals: [...approvables] };
const unset: Policy = { operators: [], approvers: [], viewers: [], approvals: [] };

describe("who may change things", () => {
  const expected = {
    operator: true,
    "operator by group": true,
    approver: false,
    viewer: false,
    stranger: false,
    "stranger elsewhere": false,
    "viewer elsewhere": false,
    "guest in the list": false,
    "guest in the group": false,
  } as const satisfies Record<keyof typeof people, boolean>;
  for (const policy of [open, closed]) {
    for (const command of changes) {
      test.each(Object.entries(expected))(`${JSON.stringify(command)}: %s → %s`, (who, allowed) => {
        expect(mayAsk(command, people[who as keyof typeof people], policy).allowed).toBe(allowed);
      });
    }
  }

  test.each(Object.keys(people))(
    "with nobody configured, %s may change nothing and is told what to set",
    (who) => {
      for (const command of changes) {
        const verdict = mayAsk(command, people[who as keyof typeof people], unset);
        expect(verdict).toMatchObject({
          allowed: false,
          because: expect.stringContaining("LOANS_OPERATORS"),
        });
      }
    },
  );

  test("what needs a second person may be asked for by an operator, and waits", () => {
    const asks: readonly Command[] = [
      ...([{ name: "deploy" }, { name: "teardown" }] as const),
      { name: "run", day, force: true },
      { name: "run", day, until: day, force: true },
    ];
    for (const command of asks) {
      expect(mayAsk(command, people.operator, twoPeople)).toEqual({ allowed: true });
      expect(mayAsk(command, people.approver, twoPeople).allowed).toBe(false);
    }
  });

  test("a refusal names those who may", () => {
    expect(mayAsk({ name: "teardown" }, people.viewer, open)).toEqual({
      allowed: false,
      because: "only operators may tear down",
      ask: ["U0OPERATOR", "S0OPERATORS"],
    });
  });
});

test.each([
  ["operator", true],
  ["operator by group", true],
  ["approver", true],
  ["viewer", false],
  ["stranger", false],
  ["guest in the list", false],
] as const)("the audit record is for operators and approvers: %s → %s", (who, allowed) => {
  for (const policy of [open, closed])
    expect(mayAsk({ name: "audit", month: "2026-11", csv: true }, people[who], policy).allowed).toBe(allowed);
});

describe("who may look", () => {
  const inChannel = [
    "operator",
    "operator by group",
    "approver",
    "viewer",
    "stranger",
    "guest in the list",
  ] as const;
  test.each(inChannel)("with no viewers named, everyone in the channel: %s", (who) => {
    for (const command of looks) expect(mayAsk(command, people[who], open).allowed).toBe(true);
  });

  test("with no viewers named, nobody from elsewhere, except operators and approvers", () => {
    for (const command of looks) {
      expect(mayAsk(command, people["stranger elsewhere"], open).allowed).toBe(false);
      expect(mayAsk(command, { ...people.operator, isInChannel: false }, open).allowed).toBe(true);
      expect(mayAsk(command, { ...people.approver, isInChannel: false }, open).allowed).toBe(true);
    }
  });

  test.each([
    ["operator", true],
    ["operator by group", true],
    ["approver", true],
    ["viewer", true],
    ["viewer elsewhere", true],
    ["stranger", false],
    ["guest in the group", true],
  ] as const)("with viewers named: %s → %s", (who, allowed) => {
    for (const command of looks) expect(mayAsk(command, people[who], closed).allowed).toBe(allowed);
  });

  test.each(Object.keys(people))("help is for %s too", (who) => {
    for (const policy of [open, closed, unset]) {
      expect(mayAsk({ name: "help" }, people[who as keyof typeof people], policy)).toEqual({ allowed: true });
    }
  });
});

describe.each(["deploy", "backfill", "teardown", "force"] as const)(
  "who may let a waiting %s go on",
  (word) => {
    const wantedBy = (...askedBy: readonly Requester[]): Approval => ({
      ...{ askedBy, words: [word], limit: "30m" },
      ...{ until: "2026-11-23T12:00:00.000Z", end: null },
    });
    const askedBy = (user: string) => wantedBy({ user, has: "asked" });

    test.each([
      ["operator", true],
      ["operator by group", true],
      ["approver", false],
      ["viewer", false],
      ["guest in the list", false],
    ] as const)("without a second person asked for: %s → %s", (who, allowed) => {
      expect(mayApprove(askedBy("U0OPERATOR"), people[who], open).allowed).toBe(allowed);
    });

    test.each([
      ["approver", "U0OPERATOR", true],
      ["operator", "U0OTHER", true],
      ["operator", "U0OPERATOR", false],
      ["operator by group", "U0OPERATOR", false],
      ["viewer", "U0OPERATOR", false],
      ["guest in the list", "U0OTHER", false],
    ] as const)("with a second person asked for: %s on what %s asked → %s", (who, asker, allowed) => {
      expect(mayApprove(askedBy(asker), people[who], twoPeople).allowed).toBe(allowed);
    });

    test("with a second person asked for and no approvers, nobody", () => {
      expect(mayApprove(askedBy("U0OTHER"), people.operator, { ...twoPeople, approvers: [] })).toEqual({
        allowed: false,
        because:
          "a second person has to approve this, and LOANS_APPROVERS names nobody; set it and start again",
        ask: [],
      });
    });

    test("nobody who wants it, and each is told why, and whom to ask", () => {
      const wanted = wantedBy({ user: "U0OTHER", has: "asked" }, { user: "U0OPERATOR", has: "retried" });
      expect(mayApprove(wanted, people.operator, twoPeople)).toEqual({
        allowed: false,
        because: "you retried this, so somebody else has to approve it",
        ask: ["U0APPROVER"],
      });
      const byGroup = { ...twoPeople, approvers: ["S0OPERATORS"] };
      expect(mayApprove(wanted, people["operator by group"], byGroup)).toEqual({
        allowed: false,
        because: "you asked for this, so somebody else has to approve it",
        ask: ["S0OPERATORS"],
      });
      expect(mayApprove(wanted, people.approver, twoPeople)).toEqual({ allowed: true });
    });

    test("whom to ask is nobody who may not approve it, and never whoever asks", () => {
      const wanted = wantedBy({ user: "U0OPERATOR", has: "asked" });
      expect(mayApprove(wanted, people.viewer, twoPeople)).toMatchObject({ ask: ["U0APPROVER"] });
      const guest = { ...twoPeople, approvers: ["U0APPROVER", "U0GUEST"] };
      expect(mayApprove(wanted, people["guest in the group"], guest)).toMatchObject({ ask: ["U0APPROVER"] });
    });

    test("where all approvers want it, another way out is named", () => {
      const wanted = wantedBy({ user: "U0OTHER", has: "asked" }, { user: "U0OPERATOR", has: "retried" });
      expect(mayApprove(wanted, people.operator, { ...twoPeople, approvers: ["U0OPERATOR"] })).toEqual({
        allowed: false,
        because:
          "you retried this, so somebody else has to approve it, and LOANS_APPROVERS names nobody else; deny it and let another person ask for it",
        ask: [],
      });
    });

    test("where who retried it is not known any more, nobody, because it could be anybody", () => {
      const wanted = wantedBy({ user: "U0OTHER", has: "asked" }, { user: null, has: "retried" });
      expect(mayApprove(wanted, people.approver, twoPeople)).toEqual({
        allowed: false,
        because:
          "who retried this is not known any more, so nobody can be told apart from them; deny it and let somebody ask for it anew",
        ask: [],
      });
      expect(mayApprove(wanted, people.operator, open)).toEqual({ allowed: true });
    });

    test("where no second person is asked for, who wants it too", () => {
      expect(mayApprove(askedBy("U0OPERATOR"), people.operator, open)).toEqual({ allowed: true });
    });
  },
);

describe("who may release a held day", () => {
  const wanted: readonly Requester[] = [{ user: "U0OPERATOR", has: "asked" }];

  test("any operator, also who asked for the day, and nobody else", () => {
    expect(mayRelease(wanted, people.operator, open)).toEqual({ allowed: true });
    expect(mayRelease(wanted, people.approver, open)).toEqual({
      allowed: false,
      because: "only operators may release",
      ask: ["U0OPERATOR", "S0OPERATORS"],
    });
  });

  test("where a second person is asked for, an approver who has not asked for the day", () => {
    expect(mayRelease(wanted, people.approver, twoPeople)).toEqual({ allowed: true });
    expect(mayRelease([], people.operator, twoPeople)).toEqual({ allowed: true });
    expect(mayRelease(wanted, people.operator, twoPeople)).toEqual({
      allowed: false,
      because: "you asked for this, so somebody else has to release it",
      ask: ["U0APPROVER"],
    });
    expect(mayRelease(wanted, people["operator by group"], twoPeople)).toMatchObject({
      because: "only approvers may release this",
    });
    expect(mayRelease(wanted, people.operator, { ...twoPeople, approvers: ["U0OPERATOR"] })).toMatchObject({
      because:
        "you asked for this, so somebody else has to release it, and LOANS_APPROVERS names nobody else; let another person run the day with --force",
    });
  });

  test("by that approver the command is taken, who may ask for nothing else", () => {
    const command = { name: "release", day, why: "known" } as const;
    expect(mayAsk(command, people.approver, twoPeople)).toEqual({ allowed: true });
    expect(mayAsk(command, people.approver, open).allowed).toBe(false);
  });
});

test("each word of LOANS_APPROVALS asks for somebody: of a workflow, or of a release", () => {
  const words = workflowNames.flatMap((name) => factsOf(name).approval?.word ?? []);
  expect([...words, "release"].toSorted()).toEqual(approvables.toSorted());
});

test("what needs a second person is what LOANS_APPROVALS names of it", () => {
  const needing = (...approvals: Policy["approvals"]) =>
    workflowNames.filter((workflow) => {
      const { approval } = factsOf(workflow);
      const words = approval === null ? [] : [approval.word, ...(approval.forced ? [approval.forced] : [])];
      return needsSecondPerson({ words }, { ...open, approvals });
    });
  expect(approvables.map((word) => needing(word))).toEqual([
    ["deploy-stack"],
    ["teardown-stack"],
    ["daily-batch", "backfill"],
    [],
    ["withdraw-day"],
    ["backfill"],
  ]);
  expect(needing(...approvables)).toEqual(workflowNames);
});

test.each([
  ["operator", true],
  ["approver", true],
  ["viewer", false],
  ["guest in the list", false],
] as const)("%s may discard what waits: %s", (who, allowed) => {
  expect(mayStop("discard", people[who], open).allowed).toBe(allowed);
});

test.each(["discard", "deny", "stop", "cancel"] as const)("who may not %s hears that very word", (verb) => {
  expect(mayStop(verb, people.viewer, open)).toMatchObject({ because: `only operators may ${verb}` });
  expect(mayStop(verb, people["guest in the list"], open)).toMatchObject({
    because: `guests and people from other workspaces may not ${verb}`,
  });
});

test("who may release nothing is told of no day that they have not named", () => {
  const policy: Policy = { ...open, approvals: ["release"] };
  expect(mayAsk({ name: "release", day, why: "known" }, people.viewer, policy)).toMatchObject({
    because: "only approvers may release a day that is held",
  });
});

describe("a user group that could not be asked", () => {
  const policy: Policy = { ...open, operators: ["U0OPERATOR", "S0OLD"], approvers: ["S0GONE", "U0APPROVER"] };
  const unasked = [
    { id: "S0OLD", word: "no_such_subteam" },
    { id: "S0GONE", word: "missing_scope" },
  ];

  test("takes nothing away from who is named by id, or is in another group", () => {
    expect(mayAsk({ name: "deploy" }, { ...people.operator, unasked }, policy)).toEqual({ allowed: true });
    const inAnother = { ...policy, operators: ["S0OLD", "S0OPERATORS"] };
    const person = { ...people["operator by group"], unasked };
    expect(mayAsk({ name: "deploy" }, person, inAnother)).toEqual({ allowed: true });
  });

  test("gives nobody a right, and is named to who is refused for want of it", () => {
    expect(mayAsk({ name: "deploy" }, { ...people.viewer, unasked }, policy)).toEqual({
      allowed: false,
      because:
        "only operators may deploy; Slack does not tell who is in S0OLD (no_such_subteam), so it gives nobody a right",
      ask: policy.operators,
    });
    expect(
      mayAsk({ name: "status" }, { ...people.stranger, unasked }, { ...policy, viewers: ["S0GONE"] }),
    ).toEqual({
      allowed: false,
      because:
        "only people named in LOANS_VIEWERS may look; Slack does not tell who is in S0OLD (no_such_subteam), S0GONE (missing_scope), so it gives nobody a right",
      ask: policy.operators,
    });
  });
});
