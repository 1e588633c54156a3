import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { ConfigProblem, parseConfig, parseContractPlace } from "../../../src/config/config.ts";
import { followProxy } from "../../../src/config/way-out.ts";

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

test("what is wrong on several lines stands under its variable, and the contract's place is known beside it", () => {
  const env = {
    ...least,
    LOANS_CONTRACT: "s3://inbox/contract.yaml",
    LOANS_CALENDAR: "{weekdays: mno, x: 1}",
    PORT: "x",
  };
  try {
    parseConfig(env);
  } catch (error) {
    expect((error as Error).message.split("\n").slice(2)).toEqual([
      "  LOANS_CALENDAR  2 mistakes",
      '                    "x" is no key of a calendar; there are weekdays, holidays, noFile, freeze',
      expect.stringMatching(/^ {20}"mno" is no weekday; /),
    ]);
  }
  const aws = { region: "us-west-1", endpoint: null };
  expect(parseContractPlace(env)).toEqual({ place: "s3://inbox/contract.yaml", aws });
  expect(parseContractPlace({ ...env, AWS_REGION: "x" })).toBeNull();
  expect(parseContractPlace({ ...env, LOANS_CONTRACT: "contract.yaml", AWS_REGION: "x" })).toEqual({
    place: "contract.yaml",
    aws: null,
  });
  expect(parseContractPlace(least)).toBeNull();
  expect.assertions(5);
});

test("the contract is one file for all days", () => {
  expect(verdictOn("LOANS_CONTRACT", "s3://inbox/{date}/contract.yaml")).toBe(
    "holds {date}, and it is one file for all days, read at the start; take that out",
  );
});

describe("the configuration", () => {
  test("needs seven variables, and everything else has a default", () => {
    const { slack, redis, ...rest } = parseConfig(least);
    expect(slack.botToken.reveal()).toBe("xoxb-1");
    expect(slack.signingSecret?.reveal()).toBe("shh");
    expect(slack).toMatchObject({ mode: "http", appToken: null, apiUrl: null, command: "/loans" });
    expect(slack.channel).toBe("C0LOANS");
    expect(redis.url.reveal()).toBe("redis://127.0.0.1:6379");
    expect(rest).toEqual({
      people: { operators: [], approvers: [], viewers: [], approvals: [] },
      alert: { group: null, webhook: null },
      http: { port: 3000 },
      aws: { region: "us-west-1", endpoint: null },
      stack: { name: "loan-tracker", bucket: null, parameters: {} },
      daily: {
        source: "s3://inbox/{date}/loan.csv",
        contract: null,
        zone: "America/Los_Angeles",
        at: null,
        deadline: null,
        calendar: { weekdays: [1, 2, 3, 4, 5, 6, 7], holidays: {}, noFile: {} },
        freeze: null,
        catchUpDays: 7,
        dependsOnPast: true,
      },
      audit: { place: null },
      pace: 1,
      log: { level: "info" },
    });
  });

  test("reads every variable", () => {
    const config = parseConfig({
      ...least,
      SLACK_APP_TOKEN: "xapp-2",
      SLACK_API_URL: "http://127.0.0.1:4001/api/",
      LOANS_COMMAND: "/kredit",
      LOANS_OPERATORS: "U01, S02,,U01",
      LOANS_APPROVERS: "U03",
      LOANS_VIEWERS: "W04",
      LOANS_APPROVALS: "deploy,teardown,backfill",
      PORT: "0",
      AWS_ENDPOINT_URL: "http://127.0.0.1:4002",
      LOANS_STACK: "loans-2",
      LOANS_BUCKET: "the-lake",
      LOANS_AUDIT: "s3://the-records/loans/",
      LOANS_CONTRACT: "s3://inbox/contract.yaml",
      LOANS_SCHEDULE: "07:30",
      LOANS_DEADLINE: "off",
      LOANS_CALENDAR: "mon-fri",
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
      audit: { place: "s3://the-records/loans" },
      stack: { name: "loans-2", bucket: "the-lake", parameters: { EmrCoreCount: "1" } },
      daily: {
        contract: "s3://inbox/contract.yaml",
        at: "07:30",
        deadline: null,
        catchUpDays: 31,
        dependsOnPast: false,
        calendar: { weekdays: [1, 2, 3, 4, 5] },
      },
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

  test("takes a folder for the audit record, and refuses the lake also under the name that it was given", () => {
    expect(parseConfig({ ...least, LOANS_AUDIT: "/var/audit//" }).audit.place).toBe("/var/audit");
    const lake = { LOANS_BUCKET: "the-lake", LOANS_AUDIT: "s3://the-lake/audit" };
    expect([...caught(() => parseConfig({ ...least, ...lake })).problems.keys()]).toEqual(["LOANS_AUDIT"]);
    // Of another stack's name, which a teardown does not touch.
    const other = { LOANS_STACK: "loans", LOANS_AUDIT: "s3://loan-tracker-123456789012-us-west-1/audit" };
    expect(parseConfig({ ...least, ...other }).audit.place).toBe(other.LOANS_AUDIT);
  });

  test("in socket mode needs no signing secret", () => {
    const { SLACK_SIGNING_SECRET: _, ...rest } = least;
    expect(parseConfig({ ...rest, SLACK_APP_TOKEN: "xapp-1" }).slack.signingSecret).toBeNull();
    expect([...caught(() => parseConfig(rest)).problems.keys()]).toEqual(["SLACK_SIGNING_SECRET"]);
    expect([...caught(() => parseConfig({ ...rest, SLACK_APP_TOKEN: "xoxb-1" })).problems.keys()]).toEqual([
      "SLACK_APP_TOKEN",
      "SLACK_SIGNING_SECRET",
    ]);
  });

  test.each([
    ["SLACK_BOT_TOKEN", "xapp-1-A", "is another kind of token; this one begins with xoxb-"],
    ["LOANS_CHANNEL", "#loans", /^"#loans" is not a channel id/],
    ["LOANS_OPERATORS", "U01,@sam", /^"@sam" is not the id of a user/],
    ["LOANS_CATCH_UP_DAYS", "0", '"0" is not a whole number from 1 to 31'],
    ["LOANS_CATCH_UP_DAYS", "1.5", '"1.5" is not a whole number from 1 to 31'],
    ["LOANS_DEPENDS_ON_PAST", "no", '"no" is not one of on, off'],
    [
      "LOANS_APPROVALS",
      "deploy,run",
      '"run" is not one of deploy, teardown, force, release, withdraw, backfill',
    ],
    ...["LOANS_APPROVALS", "LOANS_OPERATORS", "LOANS_APPROVERS", "LOANS_VIEWERS"].flatMap((name) =>
      [",", ", ,", " ,,, "].map((value): [string, string, string] => [
        name,
        value,
        "names nothing between its commas; fill them, or leave it out",
      ]),
    ),
    ["PORT", "70000", /is not a port/],
    ["REDIS_URL", "http://:pw@host", "is not a Redis URL; it begins with redis:// or rediss://"],
    ["AWS_REGION", "California", /is not a region/],
    ["AWS_ENDPOINT_URL", "localhost:4566", /is not a URL/],
    [
      "LOANS_COMMAND",
      "loans",
      '"loans" is not a command; use a slash, small letters, digits and hyphens, at most 32 characters, such as /loans-emea',
    ],
    ["LOANS_COMMAND", "/Loans", /is not a command/],
    ["LOANS_COMMAND", "/loans today", /is not a command/],
    ["LOANS_COMMAND", `/${"l".repeat(32)}`, /is not a command/],
    ["LOANS_STACK", "Loan-Tracker", /is not a stack name/],
    ["LOANS_STACK", "a".repeat(36), /at most 35/],
    ["LOANS_STACK", "loans-", /is not a stack name/],
    ["LOANS_STACK", "loans--2", /"loans--2" is not a stack name; use .* single hyphens/],
    ["LOANS_BUCKET", "my_lake", /is not a bucket name/],
    ["LOANS_SOURCE", "https://bank/loan.csv", /is neither a path nor s3:/],
    ["LOANS_SOURCE", "s3://bucket", /is neither a path nor s3:/],
    ["LOANS_AUDIT", "https://bank/audit", /is neither a path nor s3:/],
    ["LOANS_AUDIT", "s3://records", /is neither a path nor s3:/],
    ["LOANS_AUDIT", "s3://records/", /is neither a path nor s3:/],
    ["LOANS_AUDIT", "/var/audit/{date}", /holds \{date\}, and it is one place for all days/],
    [
      "LOANS_AUDIT",
      "s3://loan-tracker-123456789012-us-west-1/audit",
      /the stack's own lake, which a teardown empties/,
    ],
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

  test.each([["1e308", "0.09", "1000.1", "Infinity", "0x10", "1e2", "-1", "+1", ".5", "1.", "1,5", "abc"]])(
    "takes a pace from 0.1 to 1000 as a plain decimal, and no %s",
    (...wrong) => {
      for (const value of wrong)
        expect(verdictOn("LOANS_PACE", value)).toBe(
          /^\d+(\.\d+)?$/.test(value)
            ? `"${value}" is not a number from 0.1 to 1000`
            : `"${value}" is not a number above 0 in plain decimals; use one from 0.1 to 1000`,
        );
      expect(
        ["0.1", "12.5", "1000"].map((value) => parseConfig({ ...least, LOANS_PACE: value }).pace),
      ).toEqual([0.1, 12.5, 1_000]);
    },
  );

  const tooLong = "has 1,001 characters, the limit is 1,000; copy it anew";
  const unsendable =
    "holds a character that cannot be sent in a header (a blank, a line break, a letter of another script); copy it anew";
  test.each([
    ["SLACK_BOT_TOKEN", "xoxb-", "ends after its prefix xoxb-; copy all of it"],
    ["SLACK_APP_TOKEN", "xapp-", "ends after its prefix xapp-; copy all of it"],
    ["SLACK_BOT_TOKEN", "xoxb-1\nX-Evil: 1", unsendable],
    ["SLACK_BOT_TOKEN", "xoxb-h\u00fcnter2", unsendable],
    ["SLACK_APP_TOKEN", "xapp-hunter 2", unsendable],
    ["SLACK_SIGNING_SECRET", "hunter\t2", unsendable],
    ["SLACK_SIGNING_SECRET", "h\u00fcnter2", unsendable],
    ["SLACK_BOT_TOKEN", `xoxb-${"1".repeat(996)}`, tooLong],
    ["SLACK_SIGNING_SECRET", "1".repeat(1_001), tooLong],
  ])("takes a secret only as it can be sent: %s=%s", (name, value, says) => {
    expect(verdictOn(name, value)).toBe(says);
  });

  test.each([
    ["LOANS_CHANNEL", `C${"0".repeat(32)}`, /^"C0+…?" is not a channel id/],
    ["LOANS_OPERATORS", `U${"0".repeat(32)}`, /^"U0+…?" is not the id of a user/],
    [
      "LOANS_OPERATORS",
      Array.from({ length: 51 }, (_, at) => `U${100 + at}`).join(),
      /^names 51, the limit is 50; a user group \(S…\) stands for any number of people$/,
    ],
    [
      "LOANS_OPERATORS",
      Array.from({ length: 51 }, (_, at) => `u${100 + at}`).join(),
      /^"u100" is not the id of a user/, // what stands in the list comes before its length
    ],
    ["AWS_REGION", `us-${"west".repeat(20)}-1`, /is not a region/],
    ["AWS_REGION", "us-west-100", /is not a region/],
    ["PORT", "000000080", /is not a port/],
    ["PORT", "8e1", /is not a port/],
    ["LOANS_CATCH_UP_DAYS", "0x10", /is not a whole number from 1 to 31/],
    ["LOANS_CATCH_UP_DAYS", "0000000007", /is not a whole number from 1 to 31/],
    ["LOANS_SOURCE", "/loans/\u0007{date}.csv", /^holds a control character or an invisible one; /],
    ["LOANS_SOURCE", "/loans/\u200b{date}.csv", /^holds a control character or an invisible one; /],
    ["LOANS_SOURCE", "s3://inbox/\u202e{date}.csv", /^holds a control character or an invisible one; /],
    ["LOANS_SOURCE", "/loans/{date}\u2028.csv", /^holds a control character or an invisible one; /],
    ["LOANS_SOURCE", `/${"l".repeat(4_095)}`, /^has 4,096 bytes, a path has at most 4,095$/],
    [
      "LOANS_SOURCE",
      `s3://inbox/{date}/${"ü".repeat(507)}`,
      /^has a key of 1,025 bytes, S3 takes at most 1,024$/,
    ],
    [
      "LOANS_SOURCE",
      `s3://${"b".repeat(64)}/loan.csv`,
      /^has a bucket of 64 characters, S3 takes at most 63$/,
    ],
    ["LOANS_TIMEZONE", `Europe/${"x".repeat(500)}`, /^"Europe\/x{53}…" is not a zone/],
    ["LOANS_STACK", "loans\n\u001b[31m", /^"loans\ufffd\ufffd\[31m" is not a stack name/],
  ])("has a limit for %s=%s", (name, value, says) => {
    expect(verdictOn(name, value)).toMatch(says);
  });

  const parameters = (count: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, at) => [`P${at}`, ""])));
  test.each([
    [parameters(201), "has 201 parameters, CloudFormation takes at most 200"],
    ['{"Emr-Count":"1"}', 'names "Emr-Count"; CloudFormation takes letters and digits, at most 255'],
    ['{"__proto__":"1"}', 'names "__proto__"; CloudFormation takes letters and digits, at most 255'],
    ['{"":"1"}', 'names ""; CloudFormation takes letters and digits, at most 255'],
    [`{"${"P".repeat(256)}":"1"}`, /^names "P{60}…"; CloudFormation takes letters and digits, at most 255$/],
    [
      `{"Password":"${"ü".repeat(2_048)}1"}`,
      "has 4,097 bytes in Password, CloudFormation takes at most 4,096",
    ],
  ])("has CloudFormation's limits for LOANS_STACK_PARAMETERS=%s", (value, says) => {
    expect(verdictOn("LOANS_STACK_PARAMETERS", value)).toMatch(says);
  });

  test.each([[parameters(200)], [`{"${"P".repeat(255)}":"${"ü".repeat(2_048)}"}`]])(
    "takes LOANS_STACK_PARAMETERS=%s",
    (value) => {
      expect(verdictOn("LOANS_STACK_PARAMETERS", value)).toBe("fine");
    },
  );

  const addresses = ["SLACK_API_URL", "AWS_ENDPOINT_URL"] as const;
  test.each([
    ["user:hunter2@host", "is not a URL; it begins with https:// or http://"],
    ["ftp://user:hunter2@host", "is not a URL; it begins with https:// or http://"],
    ["https://", "is not a URL; it begins with https:// or http://"],
    ["https:hunter2", "is not a URL; it begins with https:// or http://"],
    ["https://host:70000/hunter2", "is not a URL; it begins with https:// or http://"],
    ["https://ho st/hunter2", "is not a URL; it begins with https:// or http://"],
    [`https://host/${"hunter2".repeat(300)}`, "has 2,113 characters, the limit is 2,000"],
    [
      "https://user:hunter2@host",
      "has a user or a password before the host, which cannot be sent; take them out",
    ],
    ["https://hunter2@host", "has a user or a password before the host, which cannot be sent; take them out"],
    ["https://host/?token=hunter2", "has a ? or a #, of which no call would know; end it with the path"],
    ["https://host/#hunter2", "has a ? or a #, of which no call would know; end it with the path"],
  ])("refuses %s as an address, and does not repeat it", (value, says) => {
    for (const name of addresses) expect(verdictOn(name, value)).toBe(says);
  });

  test.each([
    ["redis://", "names no host; write it like redis://127.0.0.1:6379"],
    ["redis:///0", "names no host; write it like redis://127.0.0.1:6379"],
    ["REDISS://:hunter2@host", "is not a Redis URL; it begins with redis:// or rediss://"],
    ["redis:hunter2", "is not a Redis URL; it begins with redis:// or rediss://"],
    ["redis://:hunter2", "is not a Redis URL; it begins with redis:// or rediss://"],
    ["redis://:hun/ter2@host", "is not a Redis URL; it begins with redis:// or rediss://"],
    ["redis://:hun#ter2@host", "is not a Redis URL; it begins with redis:// or rediss://"],
    ["redis://host/hunter2", "names a database that is not a number; write it like redis://127.0.0.1:6379/0"],
    ["redis://host/0x1", "names a database that is not a number; write it like redis://127.0.0.1:6379/0"],
    ["redis://host/1/2", "names a database that is not a number; write it like redis://127.0.0.1:6379/0"],
    ["redis://host/0#hunter2", "has a #; write one in a password as %23"],
    [
      "redis://host?password=hunter2",
      "has a query other than family=4 or family=6; write a password like redis://user:password@host",
    ],
    ["redis://:%zzhunter2@host", "has a % that begins no character; write one in a password as %25"],
    ["redis://:%ffhunter2@host", "has a % that begins no character; write one in a password as %25"],
    ["redis://:hunter2\n@host", "is not a Redis URL; it begins with redis:// or rediss://"],
    [`redis://:${"hunter2".repeat(300)}@host`, "has 2,114 characters, the limit is 2,000"],
  ])("refuses %s for Redis, and does not repeat it", (value, says) => {
    expect(verdictOn("REDIS_URL", value)).toBe(says);
  });

  test("repeats no value that looks like a secret in the wrong place", () => {
    const wrong = [
      "redis://:hunter2@host",
      "xoxb-Hunter2",
      "xapp-Hunter2",
      "user:hunter2@host",
      "?X-Amz-Signature=hunter2",
      "8f742231b10e8888abcd99yy of 0123456789abcdef0123456789abcdef",
      "AKIAIOSFODNN7EXAMPLE",
      "ASIAIOSFODNN7EXAMPLE",
      "password=hunter2",
      "client_secret = hunter2",
      "Token: hunter2",
      "Bearer hunter2",
    ];
    const told = [
      "LOANS_CHANNEL",
      "LOANS_OPERATORS",
      "LOANS_STACK",
      "LOANS_BUCKET",
      "LOANS_TIMEZONE",
      "LOANS_SCHEDULE",
      "LOANS_CATCH_UP_DAYS",
      "LOANS_DEPENDS_ON_PAST",
      "LOANS_PACE",
      "LOG_LEVEL",
      "PORT",
      "AWS_REGION",
    ].flatMap((name) => wrong.map((value) => verdictOn(name, value)));
    for (const says of told) expect(says).toMatch(/^its value is not /);
    expect(verdictOn("LOANS_SOURCE", "https://user:hunter2@bank/loan.csv")).toBe(
      "its value is neither a path nor s3://bucket/key",
    );
  });

  test.each([
    "s3://inbox/loan.csv?X-Amz-Signature=hunter2",
    "https://inbox.s3.amazonaws.com/loan.csv?sig=hunter2",
    "/loans/{date}.csv?v=hunter2",
    "loan.csv?hunter2=",
  ])("refuses %s as the day's file, and does not repeat it", (value) => {
    expect(verdictOn("LOANS_SOURCE", value)).toBe("has a query (?…=…); end it with the name of the file");
  });

  test("forgets AWS's variables that are blank, because the SDK reads them too", () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "  ");
    vi.stubEnv("AWS_PROFILE", "");
    for (const [name, value] of Object.entries(least)) vi.stubEnv(name, value);
    expect(parseConfig().aws).toEqual({ region: "us-west-1", endpoint: null });
    expect(Object.keys(process.env)).not.toContain("AWS_ENDPOINT_URL");
    expect(Object.keys(process.env)).not.toContain("AWS_PROFILE");
    vi.unstubAllEnvs();
  });

  test.each([
    ["LOANS_COMMAND", `/${"l".repeat(31)}`],
    ["LOANS_STACK", "a".repeat(35)],
    ["LOANS_STACK", "l"],
    ["LOANS_STACK", `${"l-".repeat(17)}2`],
    ["LOANS_SOURCE", "../data/loan.csv"],
    ["LOANS_TIMEZONE", "UTC"],
    ["LOANS_TIMEZONE", "Asia/Kolkata"],
    ["LOANS_SCHEDULE", "00:00"],
    ["REDIS_URL", "rediss://:pw@cache:6380/1"],
    ["REDIS_URL", "redis://user:p%23w@[::1]:6379/15?family=6"],
    ["REDIS_URL", "redis://cache/"],
    ["AWS_REGION", "us-gov-west-1"],
    ["AWS_REGION", "us-isob-east-1"],
    ["AWS_ENDPOINT_URL", "http://[::1]:4566"],
    ["LOANS_CHANNEL", `C${"0".repeat(31)}`],
    ["LOANS_OPERATORS", Array.from({ length: 50 }, (_, at) => `U${100 + at}`).join()],
    ["LOANS_SOURCE", `s3://inbox-{date}/{date}/${"l".repeat(1_013)}`],
    ["SLACK_BOT_TOKEN", `xoxb-${"1".repeat(995)}`],
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
  const example = readFileSync(new URL("../../../.env.example", import.meta.url), "utf8");
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
        // A proxy's variables are read in small letters too.
        read.add(String(name).toUpperCase());
        return Reflect.get(env, name);
      },
    });
    parseConfig(spy);
    followProxy(spy);
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
