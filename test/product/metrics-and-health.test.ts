import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";

/** What somebody who watches the product sees: its metrics, whether it is ready and why not, and its log. */

let product: Product;

beforeAll(async () => {
  // The schedule finds no file, so that its day stays without a summary.
  product = await startProduct({ LOANS_SCHEDULE: "00:00", LOANS_SOURCE: "/nowhere/{date}.csv" });
});

afterAll(async () => {
  await product?.stop();
});

const ask = async (path: string, method = "GET") =>
  await fetch(`${product.sandbox.urls.app}${path}`, { method });

/** The number of one metric of ours, by its name and labels as Prometheus writes them; `null`: it is not there. */
async function metric(name: string): Promise<number | null> {
  const text = await (await ask("/metrics")).text();
  const line = text.split("\n").find((one) => one.startsWith(`${name} `));
  return line === undefined ? null : Number(line.slice(name.length + 1));
}

describe("/metrics", () => {
  test("tells what is live and what waits for a person, until that person has spoken", async () => {
    expect(await metric("loans_live_runs")).toBe(0);
    await product.says("/loans deploy");
    await expect.poll(() => metric('loans_waiting_runs{for="person"}')).toBe(1);
    expect(await metric("loans_live_runs")).toBe(1);
    expect(await metric('loans_waiting_runs{for="turn"}')).toBe(0);
    await expect.poll(() => metric('loans_queue_jobs{queue="runs",state="delayed"}')).toBe(1);

    const card = cardId("deploy-loan-tracker-1");
    await product.shows(card, "[Apply]");
    await product.press(card, "run.apply");
    await product.shows(card, "succeeded");
    expect(await metric('loans_waiting_runs{for="person"}')).toBe(0);
  });

  test("tells how late a day is whose batch has failed, and counts that", async () => {
    const failed = 'loans_steps_total{workflow="daily-batch",step="check-source",outcome="failed"}';
    await expect.poll(() => metric(failed)).toBe(1);
    await expect.poll(() => metric("loans_live_runs")).toBe(0);
    expect(await metric('loans_runs_total{workflow="daily-batch",outcome="failed"}')).toBe(1);
    // It was due at midnight.
    const before = (Date.now() % 86_400_000) / 1_000;
    const late = await metric("loans_lateness_seconds");
    expect(late).toBeGreaterThanOrEqual(before);
    expect(late).toBeLessThan(before + 10);
  });

  test("counts the deploy, each of its steps once, and how long they took", async () => {
    const { headers } = await ask("/metrics");
    expect(headers.get("content-type")).toContain("text/plain; version=0.0.4");
    expect(await metric('loans_runs_total{workflow="deploy-stack",outcome="succeeded"}')).toBe(1);
    const journal = await product.journal("deploy-loan-tracker-1");
    const steps = journal.flatMap((entry) => (entry.kind === "done" ? [entry.step] : []));
    expect(steps).toContain("apply");
    for (const step of steps) {
      expect(await metric(`loans_steps_total{workflow="deploy-stack",step="${step}",outcome="done"}`)).toBe(
        1,
      );
      expect(await metric(`loans_step_seconds_count{workflow="deploy-stack",step="${step}"}`)).toBe(1);
    }
  });

  test("counts what a person did in the channel, and the calls to AWS and Slack by what they came to", async () => {
    expect(await metric('loans_journal_entries_total{workflow="deploy-stack",kind="approved"}')).toBe(1);
    const execute = '{service="CloudFormation",operation="ExecuteChangeSet",outcome="ok"}';
    expect(await metric(`loans_aws_calls_total${execute}`)).toBe(1);
    expect(await metric('loans_slack_calls_total{method="chat.postMessage",outcome="ok"}')).toBeGreaterThan(
      0,
    );
  });

  test("counts what AWS throttles or denies, and what Slack limits or breaks, each as what it is", async () => {
    const of = { service: "cloudformation", operation: "DescribeStacks" };
    const outcome = (name: string) =>
      metric(`loans_aws_calls_total{service="CloudFormation",operation="DescribeStacks",outcome="${name}"}`);
    for (const [kind, name] of [
      ["throttle", "throttled"],
      ["deny", "denied"],
    ] as const) {
      expect(await outcome(name)).toBeNull();
      // The SDK itself repeats what is throttled, and the timetable asks too.
      await product.awsFault({ ...of, kind, times: 1_000 });
      await product.says("/loans status");
      await expect.poll(() => outcome(name)).toBeGreaterThan(0);
      await product.clearAwsFaults();
    }

    const slack = (method: string, name: string) =>
      metric(`loans_slack_calls_total{method="${method}",outcome="${name}"}`);
    await product.door.fault({ method: "chat.postMessage", status: 429, retryAfter: 0.1, times: 1 });
    await product.door.fault({ method: "chat.postMessage", status: 503, times: 1 });
    await product.door.fault({ method: "chat.postMessage", dropReply: true, times: 1 });
    await product.says("/loans run 2026-10-01");
    await expect.poll(() => product.textOf(cardId("batch-loan-tracker-2026-10-01-g1"))).toContain("[Retry]");
    expect(await slack("chat.postMessage", "rate-limited")).toBe(1);
    expect(await slack("chat.postMessage", "server")).toBe(1);
    expect(await slack("chat.postMessage", "unreachable")).toBe(1);
  });

  test("grows an outbox age while Slack takes nothing, and it is gone afterwards", async () => {
    // First: what the tests before have left to be said would never be.
    await expect.poll(() => metric("loans_outbox_messages")).toBe(0);
    expect(await metric("loans_outbox_age_seconds")).toBe(0);
    await product.door.fault({ method: "chat.postMessage", error: "internal_error", times: 1_000 });
    await product.says("/loans deploy");
    await expect.poll(() => metric("loans_outbox_age_seconds")).toBeGreaterThan(0.5);
    expect(
      await metric('loans_slack_calls_total{method="chat.postMessage",outcome="refused"}'),
    ).toBeGreaterThan(0);
    await product.door.clearFaults();
    await expect.poll(() => metric("loans_outbox_age_seconds")).toBe(0);
    // The next test asks for another deploy.
    await product.shows(cardId("deploy-loan-tracker-2"), "succeeded");
  });
});

test("the log has one line for each entry of a journal, with its run, step, attempt and time", async () => {
  const logs = join(product.sandbox.home, "logs");
  const lines = readdirSync(logs)
    .filter((name) => name.startsWith("app"))
    .flatMap((name) => readFileSync(join(logs, name), "utf8").split("\n"))
    .flatMap((line) =>
      line.includes('"msg":"journal"') ? [JSON.parse(line) as Record<string, unknown>] : [],
    )
    .filter(({ run }) => run === "deploy-loan-tracker-1");
  const journal = await product.journal("deploy-loan-tracker-1");
  expect(lines.map(({ seq, step, kind, attempt, actor }) => ({ seq, step, kind, attempt, actor }))).toEqual(
    journal.map((entry) => {
      const { seq, kind, attempt, actor } = entry;
      return { seq, step: "step" in entry ? entry.step : null, kind, attempt, actor };
    }),
  );
  expect(lines.filter(({ kind }) => kind === "done").every(({ elapsedMs }) => Number(elapsedMs) >= 0)).toBe(
    true,
  );
});

describe("/healthz and /readyz", () => {
  test("tell that the channel cannot be spoken to, until it can", async () => {
    await product.door.fault({ method: "chat.postMessage", error: "is_archived", times: 1_000 });
    await product.says("/loans deploy");
    await expect.poll(() => metric('loans_unwell{part="Slack"}')).toBe(1);
    expect(await (await ask("/readyz")).text()).toMatch(/^not ready\nSlack: .*is_archived/);
    await product.door.clearFaults();
    await expect.poll(async () => (await ask("/readyz")).status).toBe(200);
    expect(await metric('loans_unwell{part="Slack"}')).toBeNull();
  });

  test("say that all is well, to HEAD too", async () => {
    for (const path of ["/healthz", "/readyz"]) {
      expect((await ask(path)).status).toBe(200);
      const head = await ask(path, "HEAD");
      expect([head.status, await head.text()]).toEqual([200, ""]);
    }
  });

  test("tell why the process is not ready while Redis stands still, and it lives on", async () => {
    product.sandbox.signal("redis", "SIGSTOP");
    try {
      const answer = await ask("/readyz");
      expect(answer.status).toBe(503);
      expect(await answer.text()).toMatch(/^not ready\nRedis: .+\n$/);
      expect((await ask("/readyz", "HEAD")).status).toBe(503);
      expect((await ask("/healthz")).status).toBe(200);
      expect(await metric('loans_unwell{part="Redis"}')).toBe(1);
      // What cannot be read has no number; what this process counted still has.
      expect(await metric("loans_live_runs")).toBeNull();
      expect(await metric('loans_runs_total{workflow="deploy-stack",outcome="succeeded"}')).not.toBeNull();
    } finally {
      product.sandbox.signal("redis", "SIGCONT");
    }
    await expect.poll(async () => (await ask("/readyz")).status).toBe(200);
  });

  test("tell why the process is not ready while Redis is gone", async () => {
    product.sandbox.signal("redis", "SIGKILL");
    const answer = await ask("/readyz");
    expect(answer.status).toBe(503);
    expect(await answer.text()).toMatch(
      /^not ready\nRedis: it does not answer; look at the server that REDIS_URL names \(.+\)\n$/,
    );
    await expect.poll(async () => (await ask("/readyz")).status).toBe(200);
  });
});
