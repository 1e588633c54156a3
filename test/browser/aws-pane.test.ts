import type { Server } from "node:http";
import { createServer } from "node:http";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Account, Preview } from "../../sandbox/aws/account.ts";
import type { OwnBrowser } from "../../sandbox/driver/browser.ts";
import { axeViolations, chromiumPath, messageField, startBrowser } from "../../sandbox/driver/browser.ts";
import { sendJson } from "../../sandbox/slack/http.ts";
import type { SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";

/** The AWS pane over an account that is played, with all that a day leaves in it, at every width. */

const name = chromiumPath === null ? "the AWS pane (skipped: no Chromium)" : "the AWS pane";

const HASH = "0123456789abcdef".repeat(4);
const logs = ["stderr.gz", "stdout.gz"].map((file) => ({
  bucket: "lake",
  key: `logs/s-1/${file}`,
  bytes: 9,
}));
const account: Account = {
  stacks: [
    {
      ...{ name: "loan-tracker", status: "CREATE_COMPLETE" },
      resources: ["EmrCluster", "RedshiftCluster"].map((id) => ({
        ...{ id, type: "AWS::Service::Cluster", status: "CREATE_COMPLETE", reason: "" },
      })),
    },
    { name: "planned", status: "REVIEW_IN_PROGRESS", resources: [] },
  ],
  clusters: [
    {
      ...{ id: "j-1", name: "loans", state: "TERMINATED" },
      steps: [{ id: "s-1", name: "lt/batch-2026-11-28-1/a1/2-count", state: "FAILED", logs }],
    },
  ],
  warehouses: [{ id: "loans", status: "available" }],
  objects: {
    shown: Array.from({ length: 80 }, (_, at) => ({
      ...{ bucket: "lake", key: `stage/${HASH}/part-${at}-${HASH}.csv`, bytes: 1_000 },
    })),
    total: 1_200,
  },
  effects: {
    shown: [
      {
        at: "2026-11-23T10:00:00Z",
        service: "redshift-data",
        operation: "ExecuteStatement",
        name: "the newest",
      },
    ],
    total: 61,
  },
  leftovers: [],
  faults: [],
};

/** What the account's console answers, by what is asked; an object's beginning otherwise. */
const answers: Readonly<Record<string, unknown>> = {
  "/sandbox/console/objects": {
    shown: [{ bucket: "lake", key: "input/day.csv", bytes: 3 }],
    total: 1,
  },
  "/sandbox/console/effects": {
    shown: [{ at: "2026-11-23T10:00:00Z", service: "emr", operation: "RunJobFlow", name: "the oldest" }],
    total: 500,
  },
};

describe.skipIf(chromiumPath === null)(name, () => {
  let aws: Server;
  let slack: SlackStandIn;
  let browser: OwnBrowser;
  let page: Page;
  /** What is planned to go wrong. */
  let faults: Account["faults"] = [];
  /** What of the account is otherwise than at first. */
  let shown: Partial<Account> = {};
  /** Whether the stand-in of AWS takes what is asked and never answers. */
  let isStuck = false;

  beforeAll(async () => {
    const preview: Preview = { text: "insert_date,loan_category", isCut: false };
    aws = createServer((request, response) => {
      if (isStuck) return;
      if (request.url === "/sandbox/console")
        return sendJson(response, 200, { ...account, ...shown, faults });
      if (request.url !== "/sandbox/console/object")
        return sendJson(response, 200, answers[request.url ?? ""] ?? {});
      let asked = "";
      request.on("data", (part) => {
        asked += part;
      });
      request.on("end", () =>
        sendJson(response, 200, asked.includes("stdout") ? { text: "", isCut: false } : preview),
      );
    });
    await new Promise<void>((resolve) => aws.listen(0, "127.0.0.1", resolve));
    const address = aws.address();
    slack = await startSlack({
      ...{ speed: 1, signingSecret: "secret", botToken: "xoxb-own" },
      awsUrl: () => `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
      ...{ appUrl: () => "http://127.0.0.1:1", processes: () => [], command: "/loans-emea" },
    });
    browser = await startBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await slack?.close();
    aws?.closeAllConnections();
    aws?.close();
  });
  const open = async (width: number, query = "") => {
    page = await browser.open(`${slack.url}${query}`, { viewport: { width, height: 760 } });
    await messageField(page).waitFor();
  };
  beforeEach(() => {
    isStuck = false;
    faults = [];
    shown = {};
  });
  afterEach(async () => {
    await page.context().close();
    // There is no clock to set.
    expect(browser.takeComplaints().filter((one) => !one.includes("404"))).toEqual([]);
  });
  const pane = () => page.getByRole("region", { name: "AWS" });
  const button = (name: string) => page.getByRole("button", { name, exact: true });

  test("an object of the lake opens where it was pressed, and no name is wider than the pane", async () => {
    await open(1_280);
    await page.getByRole("tab", { name: "Lake" }).click();
    await page.getByText(`${HASH}/`).click();
    const object = page.getByRole("button", { name: `part-70-${HASH}.csv` });
    await object.click();
    const opened = page.getByText("insert_date,loan_category");
    await opened.waitFor();
    const [frame, own, text] = await Promise.all(
      [page.getByRole("tabpanel"), object, opened].map((one) => one.boundingBox()),
    );
    expect(text?.y).toBeGreaterThanOrEqual((own?.y ?? 0) + (own?.height ?? 0));
    expect((text?.y ?? 0) + (text?.height ?? 0)).toBeLessThanOrEqual((frame?.y ?? 0) + (frame?.height ?? 0));
    const sizes = await page
      .getByRole("tabpanel")
      .evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }));
    expect(sizes.scrollWidth).toBe(sizes.clientWidth);
    await object.click();
    await opened.waitFor({ state: "detached" });
  });

  test("of a long list it says how much is shown, and finds the rest by a part of its name", async () => {
    await open(1_280);
    await page.getByRole("tab", { name: "Lake" }).click();
    const find = pane().getByRole("searchbox", { name: "Find" });
    const said = (words: string) => pane().getByText(words, { exact: true }).waitFor();
    await said("The first 80 of 1,200 objects are shown; a part of a name finds others.");
    await find.fill("day");
    await said('"day" is in the name of 1 of 1,200 objects.');
    await button("day.csv 3 bytes").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await find.fill("");
    await said("The first 80 of 1,200 objects are shown; a part of a name finds others.");
    await page.getByRole("tab", { name: "Effects" }).click();
    await said("The newest 1 of 61 effects are shown; a part of a name finds others.");
    await pane().getByRole("cell", { name: "the newest" }).waitFor();
    await find.fill("e");
    await said('The newest 1 of 500 effects with "e" are shown; more of the name shows fewer.');
    await pane().getByRole("cell", { name: "the oldest" }).waitFor();
  });

  test("on a phone it lies over the chat, and goes by Escape, by its button and by a press beside it", async () => {
    await open(390);
    const channel = await page.getByRole("log").boundingBox();
    expect(channel?.height).toBeGreaterThan(300);
    const ways = [
      () => page.keyboard.press("Escape"),
      () => button("Close this pane").click(),
      () => page.mouse.click(10, 400),
    ];
    for (const leave of ways) {
      await button("AWS").click();
      await pane().getByText("CREATE_COMPLETE").first().waitFor();
      expect(await page.getByRole("log").boundingBox()).toEqual(channel);
      expect(await axeViolations(page)).toEqual([]);
      await leave();
      await pane().waitFor({ state: "detached" });
      expect(await page.locator("button:focus").textContent()).toBe("AWS");
    }
  });

  test("a tour that was played elsewhere is ticked alike at every width, whether or not AWS is shown", async () => {
    const said = [
      "Daily loans 2026-11-28\n✅ *succeeded* · 20 s\nrun `batch-2026-11-28-1` · attempt 2",
      "Tear down loan-tracker\n✅ *succeeded* · 2.9 s",
    ];
    for (const text of said) {
      const body = JSON.stringify({ channel: "C0LOANS", text });
      const headers = { authorization: "Bearer xoxb-own", "content-type": "application/json; charset=utf-8" };
      const answer = await fetch(`${slack.url}/api/chat.postMessage`, { method: "POST", headers, body });
      expect(await answer.json()).toMatchObject({ ok: true });
    }
    for (const width of [1_280, 390]) {
      if (width === 390) await page.context().close();
      await open(width);
      const ticks = () => page.locator(".tour li.tour-done").allTextContents();
      await expect.poll(ticks).toEqual(["✓ Break Spark", "✓ Retry", "✓ Tear down", "✓ Proof"]);
      expect(await pane().count()).toBe(width === 390 ? 0 : 1);
    }
  });

  test("on a phone the channels go by the same three", async () => {
    await open(390);
    const channels = page.getByRole("navigation", { name: "Workspace" });
    const ways = [
      () => page.keyboard.press("Escape"),
      () => button("Channels").click(),
      () => page.mouse.click(380, 400),
    ];
    for (const leave of ways) {
      await button("Channels").click();
      await channels.waitFor();
      await leave();
      await channels.waitFor({ state: "hidden" });
    }
  });

  test("beside the chat it stays whatever is pressed there", async () => {
    await open(1_280);
    await pane().getByText("CREATE_COMPLETE").first().waitFor();
    await page.keyboard.press("Escape");
    await messageField(page).click();
    expect(await pane().count()).toBe(1);
  });

  test("each state stands whole on its line", async () => {
    await open(1_180);
    await pane().getByText("CREATE_COMPLETE").first().waitFor();
    const lines = await page
      .locator(".state")
      .evaluateAll((all) => all.map((one) => one.getClientRects().length));
    expect(lines).toEqual([1, 1, 1, 1]);
  });

  test("a word of a list is not broken, and what one types stands as such", async () => {
    await open(1_280);
    const linesOf = (cells: string) =>
      pane()
        .locator(cells)
        .evaluateAll((all) =>
          all.map((cell) => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
          }),
        );
    await page.getByRole("tab", { name: "Effects" }).click();
    await pane().getByRole("cell", { name: "the newest" }).waitFor();
    expect(new Set(await linesOf("th"))).toEqual(new Set([1]));
    expect(await linesOf("td:not(:last-child)")).toEqual([1, 1, 1]);
    await page.getByRole("tab", { name: "Trouble" }).click();
    expect(await pane().locator("code").allTextContents()).toEqual(["/loans-emea deploy"]);
    expect(await pane().textContent()).not.toContain("`");
  });

  test("where there is no stack it says by which command of this app's one is made", async () => {
    shown = { stacks: [] };
    await open(1_280);
    await pane().getByText("There is no stack. /loans-emea deploy makes it.").waitFor();
  });

  test("a log opens below its step, says so where it is empty, and Escape leads back to its button", async () => {
    await open(1_280);
    await page.getByRole("tab", { name: "Cluster" }).click();
    const name = pane().getByRole("cell", { name: "2-count" });
    const before = await name.boundingBox();
    await button("stderr").click();
    const opened = pane().getByRole("region", { name: "logs/s-1/stderr.gz" });
    await opened.getByText("insert_date,loan_category").waitFor();
    expect(await name.boundingBox()).toEqual(before);
    const [text, table] = await Promise.all(
      [opened, pane().getByRole("table")].map((one) => one.boundingBox()),
    );
    expect(text?.width).toBeGreaterThan((table?.width ?? 0) * 0.9);
    expect(await axeViolations(page)).toEqual([]);
    await opened.locator("pre").focus();
    await page.keyboard.press("Escape");
    await opened.waitFor({ state: "detached" });
    expect(await page.locator("button:focus").textContent()).toBe("stderr");
    await button("stdout").click();
    await pane().getByRole("region", { name: "logs/s-1/stdout.gz" }).getByText("It is empty.").waitFor();
    await page.keyboard.press("Escape");
    await pane().getByText("It is empty.").waitFor({ state: "detached" });
    expect(await page.locator("button:focus").textContent()).toBe("stdout");
  });

  test("what was planned and has happened is told as that", async () => {
    await open(1_280);
    await page.getByRole("tab", { name: "Trouble" }).click();
    const fault = { service: "emr", operation: "2-count", kind: "fail-step", times: 1, fired: 0 };
    faults = [fault];
    await button("Spark fails").click();
    await pane().getByRole("status").getByText("Planned: Spark fails").waitFor();
    faults = [{ ...fault, fired: 1 }];
    await pane().getByRole("status").getByText("Happened: Spark fails").waitFor();
    expect(await pane().getByRole("heading", { level: 3 }).allTextContents()).toEqual([
      "Planned",
      "Happened",
    ]);
    await pane().getByText("Nothing.", { exact: true }).waitFor();
    // The same once more is ahead again, though what is planned comes with the next look at the account alone.
    await button("Spark fails").click();
    await pane().getByRole("status").getByText("Planned: Spark fails").waitFor();
  });

  test("of a stack that is only planned it says that nothing is made yet", async () => {
    await open(1_280);
    await pane().getByRole("heading", { name: "planned ▸ REVIEW_IN_PROGRESS" }).waitFor();
    await pane().getByText("Nothing of it is made yet.").waitFor();
    expect(await pane().getByText("0 of 0").count()).toBe(0);
  });

  test("what is planned at Slack is listed with what is planned at AWS, until nothing is", async () => {
    await open(1_280);
    await page.getByRole("tab", { name: "Trouble" }).click();
    await button("Slack is slow").click();
    await page.getByText("Slack: chat.update: status 429, happened 0 of 5 times").waitFor();
    await button("A post gets lost").click();
    await page.getByText("Slack: chat.postMessage: its answer gets lost, happened 0 of 1 times").waitFor();
    await button("Plan nothing").click();
    await page.getByText("chat.update: status 429").waitFor({ state: "detached" });
  });

  test("a stand-in that does not answer is told with its time, beside what was there then", async () => {
    await open(1_280);
    await pane().getByText("CREATE_COMPLETE").first().waitFor();
    isStuck = true;
    await pane()
      .getByText(/The AWS stand-in has not answered since \d/)
      .waitFor();
    await pane().getByText("What is below is what there was then.").waitFor();
    expect(await pane().getByText("CREATE_COMPLETE").count()).toBe(3);
    isStuck = false;
    await pane().getByText("The AWS stand-in has not answered").waitFor({ state: "detached" });
  });
});
