import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { writeClock } from "../../sandbox/clock/clock-file.ts";
import type { PrivateRedis } from "../../sandbox/driver/private-redis.ts";
import { startRedis } from "../../sandbox/driver/private-redis.ts";
import { openSlackDoor } from "../../sandbox/driver/slack-door.ts";
import { PATIENCE_MS } from "../../sandbox/driver/until.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import type { SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { channels, userGroups } from "../../sandbox/slack/people.ts";
import { auditName } from "../../src/domain/audit/audit-entry.ts";
import type { Day } from "../../src/domain/day.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import type { OwnAws } from "../support/aws/own-aws.ts";
import { deploy, startOwnAws } from "../support/aws/own-aws.ts";
import { startForwardProxy } from "../support/wire/forward-proxy.ts";
import { checkShapes } from "../support/wire/programs.ts";

/** `npm run doctor` against real parts that are well, and then against each of them ill. */

let redis: PrivateRedis;
let slack: SlackStandIn;
let aws: OwnAws;

beforeAll(async () => {
  redis = await startRedis();
  slack = await startSlack({
    speed: 100,
    signingSecret: "s",
    botToken: "xoxb-doctor",
    appUrl: () => "http://127.0.0.1:9",
    processes: () => [],
  });
  aws = await startOwnAws({ speed: 100 });
});

afterAll(async () => {
  await Promise.all([redis?.stop(), slack?.close(), aws?.close()]);
});

async function doctor(
  over: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<{ readonly code: number; readonly says: string; readonly errors: string }> {
  const env = {
    PATH: process.env["PATH"],
    SLACK_BOT_TOKEN: "xoxb-doctor",
    SLACK_SIGNING_SECRET: "s",
    SLACK_API_URL: `${slack.url}/api/`,
    LOANS_CHANNEL: channels.loans.id,
    REDIS_URL: redis.url,
    AWS_REGION: "us-west-1",
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: "AKIADOCTOR",
    AWS_SECRET_ACCESS_KEY: "doctor",
    LOANS_SOURCE: join(projectDirectory, "package.json"),
    LOANS_TIMEZONE: "UTC",
    ...over,
  };
  return await new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(projectDirectory, "src", "cli", "doctor.ts"), ...args],
      { env, timeout: PATIENCE_MS },
      (error, says, errors) => resolve({ code: error ? 1 : 0, says, errors }),
    );
  });
}

test("all is well", async () => {
  const { code, says } = await doctor();
  expect(says.match(/^✗.*$/gm)).toBeNull();
  expect(says).toMatch(/^✓ Redis +\d+\.\d+\.\d+ answers and writes$/m);
  expect(says).toMatch(/^✓ Slack +channel C0LOANS can be read$/m);
  expect(says).toMatch(/^✓ AWS +stack "loan-tracker" is not deployed$/m);
  expect(says).toMatch(/^✓ clock +agrees with that of Slack and AWS$/m);
  expect(code).toBe(0);
});

test("a clock that is off is told, by what AWS and Slack answer", async () => {
  const clock = join(await mkdtemp(join(tmpdir(), "loan-tracker-clock-")), "clock.json");
  writeClock(clock, { aheadMs: -7 * 60_000, factor: 1, since: 0 });
  const movedDate = join(projectDirectory, "sandbox", "clock", "moved-date.ts");
  const { code, says } = await doctor({ SANDBOX_CLOCK: clock, NODE_OPTIONS: `--import ${movedDate}` });
  expect(says).toMatch(
    /^✗ clock +the clock of this machine is (6 min 59 s|7 min|7 min 1 s) behind that of Slack and AWS; set it, /m,
  );
  expect(says).toMatch(/^✓ AWS +stack "loan-tracker" is not deployed$/m);
  expect(code).toBe(1);
  await rm(dirname(clock), { recursive: true });
});

test("where the audit record is kept, and whether it takes more", async () => {
  expect((await doctor()).says).not.toContain("audit record");
  const records = await mkdtemp(join(tmpdir(), "loan-tracker-records-"));
  const folder = join(records, "loan-tracker");
  const line = async (place: string) => (await doctor({ LOANS_AUDIT: place })).says;
  expect(await line(records)).toMatch(/^✓ audit record +nothing is in \/.*\/loan-tracker yet;/m);
  const head = { seq: 1, on: "2026-11-23" as Day, hash: "a".repeat(64) };
  await mkdir(folder);
  await writeFile(join(folder, auditName(head)), "{}");
  expect(await line(records)).toMatch(/^✓ audit record +\/.*\/loan-tracker holds 1 entry and takes more$/m);
  expect(await readdir(folder)).toEqual([auditName(head)]);
  expect(await line(join(folder, auditName(head)))).toMatch(/^✗ audit record +reading the audit record in/m);
  const { code, says } = await doctor({ LOANS_AUDIT: "s3://no-such-bucket/records" });
  expect(says).toMatch(/^✗ audit record /m);
  expect(code).toBe(1);
  await rm(records, { recursive: true });
});

test("whoever reads no more than its beginning sees no stack trace", async () => {
  const program = `"${process.execPath}" "${join(projectDirectory, "src", "cli", "doctor.ts")}"`;
  const env = { PATH: process.env["PATH"] };
  const errors = await new Promise((resolve) => {
    execFile("/bin/sh", ["-c", `${program} | sleep 0`], { env }, (_error, _out, says) => resolve(says));
  });
  expect(errors).toBe("");
});

test("a Redis that evicts keys is told, with the setting that helps", async () => {
  const client = new Redis(redis.url);
  await client.config("SET", "maxmemory-policy", "allkeys-lru");
  const { code, says } = await doctor();
  await client.config("SET", "maxmemory-policy", "noeviction");
  client.disconnect();
  expect(says).toMatch(/^✗ Redis .*maxmemory-policy allkeys-lru\); set maxmemory-policy noeviction$/m);
  expect(code).toBe(1);
});

test("a channel without the app, and a wrong token, are told with the remedy", async () => {
  expect((await doctor({ LOANS_CHANNEL: channels.general.id })).says).toMatch(
    /^✗ Slack +not_in_channel; invite the app/m,
  );
  expect((await doctor({ SLACK_BOT_TOKEN: "xoxb-other" })).says).toMatch(
    /^✗ Slack +invalid_auth; correct SLACK_BOT_TOKEN, and start again$/m,
  );
});

test("a channel that another company is in is told, with three ways out, unless it may be", async () => {
  const door = openSlackDoor(slack.url);
  await door.share("loans", true);
  try {
    const { code, says } = await doctor();
    expect(says).toMatch(
      /^✗ Slack +channel C0LOANS is shared with another company, so nothing is said there; take the other company out of it, set LOANS_CHANNEL to another one, or allow it with LOANS_ALLOW_SHARED=on$/m,
    );
    expect(code).toBe(1);
    expect((await doctor({ LOANS_ALLOW_SHARED: "on" })).says).not.toContain("another company");
  } finally {
    await door.share("loans", false);
  }
});

test("a source that is the same for each day is warned of, with both ways out", async () => {
  const { code, says } = await doctor({ LOANS_SOURCE: join(projectDirectory, "package.json") });
  expect(says).toMatch(
    /^! loan file +LOANS_SOURCE has no \{date\}: each day would count the same file, which is held; name a file for each day, or set `identical: warn` in LOANS_CONTRACT and restart the app, which reads it at its start$/m,
  );
  expect(code).toBe(0);
});

test("each user group of the policy is asked, and one that Slack refuses is named with its word", async () => {
  const { code, says } = await doctor({
    LOANS_OPERATORS: `U0OPERATOR,${userGroups.operators.id}`,
    LOANS_VIEWERS: "S0AUDITORS",
  });
  expect(says).toMatch(/^✓ user groups +S0OPERATORS has 2 members$/m);
  expect(says).toMatch(
    /^✗ user groups +S0AUDITORS: no_such_subteam; correct the id in LOANS_OPERATORS, LOANS_APPROVERS, LOANS_VIEWERS and LOANS_ALERT, or enable the group again$/m,
  );
  expect(code).toBe(1);
});

test("what is away is told with the reason and what helps, and the rest is still looked at", async () => {
  const { code, says } = await doctor({
    REDIS_URL: "redis://127.0.0.1:9",
    AWS_ENDPOINT_URL: "http://127.0.0.1:9",
  });
  expect(says).toMatch(/^✗ Redis +it does not answer; .*REDIS_URL names \(connect ECONNREFUSED .*\)$/m);
  expect(says).toMatch(/^✗ AWS /m);
  expect(says).toMatch(/^✓ Slack /m);
  expect(code).toBe(1);
});

test("everything away is one line each, with the reason and what helps, and no stack trace", async () => {
  const { code, says } = await doctor({
    REDIS_URL: "redis://127.0.0.1:9",
    // `fetch` itself refuses some ports, 9 among them.
    SLACK_API_URL: "http://127.0.0.1:4/api/",
    AWS_ENDPOINT_URL: "http://127.0.0.1:9",
    LOANS_SOURCE: "s3://inbox/{date}/loan.csv",
  });
  const away =
    "asking AWS for (STS GetCallerIdentity|S3 HeadObject): connect ECONNREFUSED 127.0.0.1:9; look at .+";
  expect(says).toMatch(
    new RegExp(
      [
        "^✓ configuration   complete",
        "✗ Redis           it does not answer; look at the server that REDIS_URL names \\(connect ECONNREFUSED 127.0.0.1:9\\)",
        "✗ Slack           it does not answer; look at the network and at SLACK_API_URL \\(connect ECONNREFUSED 127.0.0.1:4\\)",
        `✗ AWS             ${away}`,
        `✗ loan file       ${away}`,
        "$",
      ].join("\n"),
    ),
  );
  expect(code).toBe(1);
});

test("a contract is read, and all that is wrong with it is told", async () => {
  const folder = await mkdtemp(join(tmpdir(), "contract-"));
  const LOANS_CONTRACT = join(folder, "contract.yaml");
  try {
    expect((await doctor({ LOANS_CONTRACT })).says).toMatch(
      /^✗ contract +reading LOANS_CONTRACT, "contract.yaml": there is no such file; put the contract there/m,
    );
    await writeFile(LOANS_CONTRACT, "separator: ';'\n");
    expect((await doctor({ LOANS_CONTRACT })).says).toMatch(
      /^✓ contract +a file of 15 columns, counted by "loan_category"$/m,
    );
    await writeFile(LOANS_CONTRACT, "separator: x\nrules: { nope: 1 }\n");
    const { code, says } = await doctor({ LOANS_CONTRACT });
    expect(says).toMatch(
      /^✗ contract +reading LOANS_CONTRACT, "contract.yaml": 2 mistakes\n {2}line 1: separator is "x".*\n {2}line 2: rules.nope is no key/m,
    );
    expect(code).toBe(1);
    const both = (await doctor({ LOANS_CONTRACT, LOANS_CALENDAR: "mon-fir" })).says;
    expect(both).toMatch(/^✗ configuration .*\n +LOANS_CALENDAR +"mon-fir" is no weekday/m);
    expect(both).toMatch(/^✗ contract +reading LOANS_CONTRACT, "contract.yaml": 2 mistakes$/m);
    await writeFile(LOANS_CONTRACT, "decimal: ','\n");
    expect((await doctor({ LOANS_CONTRACT })).says).toMatch(
      /^! contract +separator and decimal are both ",": an amount that does not stand in quotes is two fields; /m,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("on a day of which no file is expected that is said, and the places of its neighbors are looked at", async () => {
  const folder = await mkdtemp(join(tmpdir(), "loan-files-"));
  const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  const [yesterday, today, tomorrow] = [day(-1), day(0), day(1)];
  const of = {
    LOANS_SOURCE: join(folder, "{date}.csv"),
    LOANS_CALENDAR: `{noFile: {${today}: stocktaking}}`,
  };
  const begins = `✓ loan file       no file is expected today, ${today} (no file expected: stocktaking); that of the next bank day, ${tomorrow}, is`;
  try {
    expect((await doctor(of)).says).toContain(
      `${begins} not there yet; that of the last one, ${yesterday}, is not there either\n`,
    );
    await writeFile(join(folder, `${yesterday}.csv`), "a,b");
    expect((await doctor(of)).says).toContain(`; that of the last one, ${yesterday}, is there, 3 bytes\n`);
    await writeFile(join(folder, `${tomorrow}.csv`), "a,b,c");
    expect((await doctor(of)).says).toContain(`${begins} there already, 5 bytes\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("bank days are named, and a list of holidays that runs out", async () => {
  const LOANS_CALENDAR = "{weekdays: mon-fri, holidays: {2026-01-01: New Year}}";
  const { says } = await doctor({ LOANS_CALENDAR });
  expect(says).toMatch(/^✓ calendar +the next bank days are (\w+day \d{4}-\d\d-\d\d(, |$)){3}/m);
  expect(says).not.toMatch(/^✓ calendar .*(Saturday|Sunday)/m);
  expect(says).toMatch(
    /^! calendar +LOANS_CALENDAR lists no holiday after 2026-01-01; add those that are announced$/m,
  );
  expect((await doctor({})).says).not.toContain("calendar");
});

describe("what may hold a password is not printed", () => {
  const secret = "hunter2";
  let guarded: PrivateRedis;

  beforeAll(async () => {
    guarded = await startRedis();
    const client = new Redis(guarded.url);
    await client.config("SET", "requirepass", secret);
    client.disconnect();
  });

  afterAll(async () => await guarded?.stop());

  const withPassword = (url: string, password = secret) => url.replace("//", `//default:${password}@`);

  test("where all is well", async () => {
    const { code, says, errors } = await doctor({ REDIS_URL: withPassword(guarded.url) });
    expect(says).toMatch(/^✓ Redis +\d+\.\d+\.\d+ answers and writes$/m);
    expect(code).toBe(0);
    expect(says + errors).not.toContain(secret);
  });

  test("where Redis does not take it, or is away", async () => {
    const away = /^✗ Redis +it does not answer; look at the server that REDIS_URL names \(.+\)$/m;
    const refused =
      /^✗ Redis +it does not take the user or password \(WRONGPASS\); put the right ones into REDIS_URL/m;
    for (const [REDIS_URL, told] of [
      [withPassword(guarded.url, `${secret}-of-old`), refused],
      [`redis://default:${secret}@127.0.0.1:9/0?family=4`, away],
      [`redis://default:${secret}@nowhere.invalid:6379`, away],
    ] as const) {
      const { code, says, errors } = await doctor({ REDIS_URL });
      expect(says).toMatch(told);
      expect(code).toBe(1);
      expect(says + errors).not.toContain(secret);
    }
  });

  test("where a URL is refused: with a user, a query, or no URL at all", async () => {
    const { code, says, errors } = await doctor({
      REDIS_URL: `http://default:${secret}@127.0.0.1`,
      SLACK_API_URL: withPassword(`${slack.url}/api/`),
      AWS_ENDPOINT_URL: `${aws.url}/?token=${secret}`,
      LOANS_SOURCE: `https://bank:${secret}@files/{date}.csv`,
    });
    expect(`${says}${errors}`.split("\n")).toEqual([
      "✗ configuration   configuration has 4 problems",
      "  SLACK_API_URL     has a user or a password before the host, which cannot be sent; take them out",
      "  REDIS_URL         is not a Redis URL; it begins with redis:// or rediss://",
      "  AWS_ENDPOINT_URL  has a ? or a #, of which no call would know; end it with the path",
      "  LOANS_SOURCE      its value is neither a path nor s3://bucket/key",
      "",
    ]);
    expect(code).toBe(1);
  });
});

describe("behind a proxy that alone knows the way", () => {
  const portOf = (url: string) => Number(new URL(url).port);

  test.each([
    { how: "in capitals", names: ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"] },
    { how: "in small letters", names: ["http_proxy", "https_proxy", "no_proxy"] },
  ] as const)("all is well, and the proxy is named without its password ($how)", async ({ names }) => {
    const proxy = await startForwardProxy({
      "slack.invalid:80": portOf(slack.url),
      "aws.invalid:80": portOf(aws.url),
    });
    try {
      const [http, https, except] = names;
      const address = proxy.url.replace("//", "//user:hunter2@");
      const { code, says, errors } = await doctor({
        SLACK_API_URL: "http://slack.invalid/api/",
        AWS_ENDPOINT_URL: "http://aws.invalid",
        ...{ [http]: address, [https]: address, [except]: "bank.example" },
      });
      expect(says.match(/^✗.*$/gm)).toBeNull();
      expect(says).toContain(
        `✓ way out         to AWS, Slack and LOANS_ALERT through the proxy ${new URL(proxy.url).host}, but for bank.example; to Redis straight\n`,
      );
      expect(code).toBe(0);
      expect(says + errors).not.toContain("hunter2");
      expect(new Set(proxy.asked)).toEqual(new Set(["slack.invalid:80", "aws.invalid:80"]));
    } finally {
      await proxy.close();
    }
  });

  test("where it is no proxy, that is said before anything is asked", async () => {
    const { code, says } = await doctor({ HTTPS_PROXY: "proxy.example:3128" });
    expect(code).toBe(1);
    expect(says).toContain(
      "✗ configuration   reading HTTPS_PROXY: it is not the address of a proxy; write it as http://proxy.example:3128",
    );
  });
});

describe("of the AWS account", () => {
  afterEach(async () => await aws.usualAccount());

  test("each look before a deploy is a line, with what it found", async () => {
    const { says } = await doctor();
    expect(says).toMatch(/^✓ account +credentials of user sandbox serve in account \d{12}, us-west-1$/m);
    for (const about of ["permissions", "roles", "bucket", "machines", "quota", "warehouse"]) {
      expect(says).toMatch(new RegExp(`^✓ ${about} +\\S`, "m"));
    }
    for (const about of ["linked roles", "public access", "Lake Formation"]) {
      expect(says).toMatch(new RegExp(`^✓ ${about} +\\S`, "m"));
    }
  });

  test("what would keep a deploy from working is an error, what a person should know is not", async () => {
    await aws.account({ vcpus: 0, lakeFormation: "grants", deniedActions: ["s3:PutObject"] });
    await aws.plan({ service: "servicequotas", operation: "ListServiceQuotas", kind: "deny", times: 1 });
    const { code, says } = await doctor();
    expect(says).toMatch(
      /^✗ quota +the account may run no On-Demand .*--desired-value 14 --region us-west-1`$/m,
    );
    expect(says).toMatch(/^! Lake Formation +.*Insufficient Lake Formation/m);
    expect(says).toMatch(/^! permissions +by IAM's simulation .*`s3:PutObject`/m);
    expect(says).toMatch(/^\? warehouse +.*not authorized to perform: servicequotas:ListServiceQuotas/m);
    expect(code).toBe(1);
    await aws.account({ vcpus: 14 });
    expect((await doctor()).code).toBe(0);
  });

  test("another account than that of the stack that was worked on last is told", async () => {
    const client = new Redis(redis.url);
    const { stack } = keysFor("loan-tracker");
    const other = "arn:aws:cloudformation:us-west-1:210987654321:stack/loan-tracker/1";
    await client.set(stack, other);
    const { says } = await doctor();
    await client.del(stack);
    client.disconnect();
    expect(says).toMatch(/^! account +.*"loan-tracker" .* is of account 210987654321; give/m);
  });
});

describe("with --record", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "loan-tracker-doctor-"));
    await deploy(aws, "loan-tracker");
  });
  afterAll(async () => await rm(folder, { recursive: true, force: true }));

  test("the shapes of AWS's answers are written down, as AWS's models have them, and nothing that identifies", async () => {
    const file = join(folder, "answers.json");
    // A stack that is there, and one that is not: both ways are asked.
    for (const LOANS_STACK of ["loan-tracker", "loan-tracker-two"]) {
      const { says } = await doctor({ LOANS_STACK }, ["--record", file]);
      expect(says).toContain(`recording       the shapes of AWS's answers are in ${file}`);
      const text = await readFile(file, "utf8");
      expect(text).not.toMatch(/\d{12}|arn:|loan-tracker|us-west-1|j-[0-9A-Z]{6}/);
      const { problems, calls, members } = await checkShapes(file);
      expect(problems).toEqual([]);
      expect(calls).toBeGreaterThan(LOANS_STACK === "loan-tracker" ? 8 : 14);
      expect(members).toBeGreaterThan(50);
    }
  });

  test("a shape that AWS does not have is found", async () => {
    const file = join(folder, "wrong.json");
    const answer = {
      "Stacks[].StackStatus": ["DONE"],
      "Stacks[].Colour": "text",
      "Stacks[].CreationTime": "text",
      Stacks: "map",
    };
    const call = { service: "CloudFormation", operation: "DescribeStacks", outcomes: { ok: 1 }, answer };
    await writeFile(file, JSON.stringify({ version: 1, calls: [call] }));
    expect((await checkShapes(file)).problems).toEqual([
      "CloudFormation DescribeStacks Stacks[].StackStatus: 'DONE' is no value of StackStatus",
      "CloudFormation DescribeStacks Stacks[].Colour: no member of Stack",
      "CloudFormation DescribeStacks Stacks[].CreationTime: text where the model has timestamp",
      "CloudFormation DescribeStacks Stacks: map where the model has list",
    ]);
  });

  test("a file that cannot be written, and a word that is not understood, are told", async () => {
    const nowhere = await doctor({}, ["--record", join(folder, "no", "such", "folder.json")]);
    expect(nowhere.says).toMatch(/^✗ recording +writing .*ENOENT/m);
    expect(nowhere.code).toBe(1);
    const mistyped = await doctor({}, ["--recrod"]);
    expect(mistyped.says).toMatch(/^✗ command line +.*--recrod.*npm run doctor -- --record answers.json/m);
    expect(mistyped.code).toBe(1);
  });
});
