import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { ConfigProblem, parseConfig } from "../../src/config.ts";

const least = {
  SLACK_BOT_TOKEN: "xoxb-1",
  SLACK_SIGNING_SECRET: "shh",
  LOANS_CHANNEL: "C0LOANS",
  REDIS_URL: "redis://127.0.0.1:6379",
  AWS_REGION: "us-west-1",
  LOANS_SOURCE: "s3://inbox/{date}/loan.csv",
  LOANS_TIMEZONE: "America/Los_Angeles",
};

/** The sentence about a variable when it alone is wrong, or "fine". */
function verdictOn(name: string, value: string): string {
  try {
    parseConfig({ ...least, [name]: value });
    return "fine";
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    expect([...error.problems.keys()]).toEqual([name]);
    return error.problems.get(name) ?? "";
  }
}

describe("the configuration", () => {
  test("needs seven variables, and everything else has a default", () => {
    const { slack, redis, ...rest } = parseConfig(least);
    expect(slack.botToken.reveal()).toBe("xoxb-1");
    expect(slack.signingSecret?.reveal()).toBe("shh");
    expect(slack).toMatchObject({ mode: "http", appToken: null, apiUrl: null, channel: "C0LOANS" });
    expect(redis.url.reveal()).toBe("redis://127.0.0.1:6379");
    expect(rest).toEqual({
      people: { operators: [], approvers: [], viewers: [], approvals: [] },
      http: { port: 3000 },
      aws: { region: "us-west-1", endpoint: null },
      stack: { name: "loan-tracker", bucket: null, parameters: {} },
      daily: {
        source: "s3://inbox/{date}/loan.csv",
        zone: "America/Los_Angeles",
        at: null,
        deadline: null,
        catchUpDays: 7,
        dependsOnPast: true,
      },
      pace: 1,
      log: { level: "info" },
    });
  });

  test("reads every variable", () => {
    const config = parseConfig({
      ...least,
      SLACK_APP_TOKEN: "xapp-2",
      SLACK_API_URL: "http://127.0.0.1:4001/api/",
      LOANS_OPERATORS: "U01, S02,,U01",
      LOANS_APPROVERS: "U03",
      LOANS_VIEWERS: "W04",
      LOANS_APPROVALS: "deploy,teardown,backfill",
      PORT: "0",
      AWS_ENDPOINT_URL: "http://127.0.0.1:4002",
      LOANS_STACK: "loans-2",
      LOANS_BUCKET: "the-lake",
      LOANS_SCHEDULE: "07:30",
      LOANS_DEADLINE: "off",
      LOANS_CATCH_UP_DAYS: "31",
      LOANS_DEPENDS_ON_PAST: "off",
      LOANS_STACK_PARAMETERS: '{"EmrCoreCount":"1"}',
      LOANS_PACE: "0.5",
      LOG_LEVEL: "debug",
    });
    expect(config.slack.mode).toBe("socket");
    expect(config.slack.appToken?.reveal()).toBe("xapp-2");
    expect(config.slack.apiUrl?.href).toBe("http://127.0.0.1:4001/api/");
    expect(config.aws.endpoint?.href).toBe("http://127.0.0.1:4002/");
    expect(config).toMatchObject({
      people: {
        operators: ["U01", "S02"],
        approvers: ["U03"],
        viewers: ["W04"],
        approvals: ["deploy", "teardown", "backfill"],
      },
      http: { port: 0 },
      stack: { name: "loans-2", bucket: "the-lake", parameters: { EmrCoreCount: "1" } },
      daily: { at: "07:30", deadline: null, catchUpDays: 31, dependsOnPast: false },
      pace: 0.5,
      log: { level: "debug" },
    });
  });

  test("lists three mistakes at once, aligned, each with its remedy", () => {
    const { SLACK_BOT_TOKEN: _, ...rest } = least;
    const wrong = { ...rest, LOANS_TIMEZONE: "PST", LOANS_APPROVALS: "deploy" };
    expect(caught(() => parseConfig(wrong)).message.split("\n")).toEqual([
      "configuration has 3 problems",
      '  SLACK_BOT_TOKEN  missing; the xoxb- token under "OAuth & Permissions"',
      '  LOANS_TIMEZONE   "PST" is not a zone; use a name like "America/Los_Angeles"',
      "  LOANS_APPROVERS  empty, but LOANS_APPROVALS asks for a second person: nobody could approve",
    ]);
  });

  test("of nothing at all names every required variable", () => {
    const problem = caught(() => parseConfig({}));
    expect([...problem.problems.keys()].sort()).toEqual(Object.keys(least).sort());
  });

  test("takes an empty variable as one that is not set", () => {
    expect(parseConfig({ ...least, PORT: "", LOANS_SCHEDULE: " " })).toMatchObject({
      http: { port: 3000 },
      daily: { at: null },
    });
    expect(verdictOn("REDIS_URL", "")).toMatch(/^missing;/);
  });

  test("in socket mode needs no signing secret", () => {
    const { SLACK_SIGNING_SECRET: _, ...rest } = least;
    expect(parseConfig({ ...rest, SLACK_APP_TOKEN: "xapp-1" }).slack.signingSecret).toBeNull();
    expect([...caught(() => parseConfig(rest)).problems.keys()]).toEqual(["SLACK_SIGNING_SECRET"]);
  });

  test.each([
    ["SLACK_BOT_TOKEN", "xapp-1-A", "is another kind of token; this one begins with xoxb-"],
    ["LOANS_CHANNEL", "#loans", /^"#loans" is not a channel id/],
    ["LOANS_OPERATORS", "U01,@sam", /^"@sam" is not the id of a user/],
    ["LOANS_CATCH_UP_DAYS", "0", '"0" is not a whole number from 1 to 31'],
    ["LOANS_CATCH_UP_DAYS", "1.5", '"1.5" is not a whole number from 1 to 31'],
    ["LOANS_DEPENDS_ON_PAST", "no", '"no" is not one of on, off'],
    ["LOANS_APPROVALS", "deploy,run", '"run" is not one of deploy, teardown, force, backfill'],
    ["PORT", "70000", /is not a port/],
    ["REDIS_URL", "http://:pw@host", "is not a Redis URL; it begins with redis:// or rediss://"],
    ["AWS_REGION", "California", /is not a region/],
    ["AWS_ENDPOINT_URL", "localhost:4566", /is not a URL/],
    ["LOANS_STACK", "Loan-Tracker", /is not a stack name/],
    ["LOANS_STACK", "a".repeat(36), /at most 35/],
    ["LOANS_STACK", "loans-", /is not a stack name/],
    ["LOANS_BUCKET", "my_lake", /is not a bucket name/],
    ["LOANS_SOURCE", "https://bank/loan.csv", /is neither a path nor s3:/],
    ["LOANS_SOURCE", "s3://bucket", /is neither a path nor s3:/],
    ["LOANS_SCHEDULE", "24:00", /is not a time of day/],
    ["LOANS_DEADLINE", "7:30", /is not a time of day/],
    ["LOANS_TIMEZONE", "Mars/Olympus", /is not a zone/],
    ["LOANS_TIMEZONE", "+05:30", /is not a zone/],
    ["LOANS_STACK_PARAMETERS", '{"EmrCoreCount":1}', /is not a JSON object of texts/],
    ["LOANS_STACK_PARAMETERS", "[]", /is not a JSON object of texts/],
    ["LOANS_STACK_PARAMETERS", "{", /is not a JSON object of texts/],
    ["LOANS_PACE", "0", /is not a number above 0/],
    ["LOG_LEVEL", "loud", /is not one of trace/],
  ])("refuses %s=%s", (name, value, says) => {
    expect(verdictOn(name, value)).toMatch(says);
  });

  test.each([
    ["LOANS_STACK", "a".repeat(35)],
    ["LOANS_SOURCE", "../data/loan.csv"],
    ["LOANS_TIMEZONE", "UTC"],
    ["LOANS_TIMEZONE", "Asia/Kolkata"],
    ["LOANS_SCHEDULE", "00:00"],
    ["REDIS_URL", "rediss://:pw@cache:6380/1"],
    ["LOANS_OPERATORS", "U01,W02,S03"],
  ])("takes %s=%s", (name, value) => {
    expect(verdictOn(name, value)).toBe("fine");
  });

  test("never prints a secret, also not in what it complains about", () => {
    const config = parseConfig({
      ...least,
      SLACK_APP_TOKEN: "xapp-very-secret",
      REDIS_URL: "redis://:hunter2@h",
    });
    const printed = `${JSON.stringify(config)} ${inspect(config, { depth: 9 })} ${config.redis.url}`;
    expect(printed).not.toMatch(/xoxb-1|shh|very-secret|hunter2/);
    expect(printed).toContain("[secret]");
    const complaint = caught(() =>
      parseConfig({ ...least, SLACK_BOT_TOKEN: "hunter2", REDIS_URL: "hunter2" }),
    );
    expect(complaint.message).not.toContain("hunter2");
  });
});

describe(".env.example", () => {
  const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
  const listed = [...example.matchAll(/^(# )?([A-Z_]+)=(.*)$/gm)].map(
    ([, comment, name = "", value = ""]) => ({
      name,
      value,
      isRequired: comment === undefined,
    }),
  );

  test("lists exactly the variables that are read", () => {
    const read = new Set<string>();
    const spy = new Proxy<Record<string, string>>(least, {
      get: (env, name) => {
        read.add(String(name));
        return Reflect.get(env, name);
      },
    });
    parseConfig(spy);
    expect(listed.map(({ name }) => name).sort()).toEqual([...read].sort());
  });

  test("leaves uncommented exactly what is required", () => {
    const required = listed.filter(({ isRequired }) => isRequired).map(({ name }) => name);
    expect(required.sort()).toEqual(Object.keys(least).sort());
  });

  test("shows the true defaults", () => {
    const shown = Object.fromEntries(
      listed.filter(({ isRequired }) => !isRequired).map((each) => [each.name, each.value]),
    );
    expect(JSON.stringify(parseConfig({ ...least, ...shown }))).toBe(JSON.stringify(parseConfig(least)));
  });
});

function caught(act: () => unknown): ConfigProblem {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigProblem) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
