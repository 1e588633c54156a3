import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chromiumPath, startBrowser } from "../../sandbox/driver/browser.ts";
import { startSlack } from "../../sandbox/slack/main.ts";

const name =
  "a page that is open while the stand-in is started anew says so, and goes on with what was said meanwhile";

test.skipIf(chromiumPath === null)(
  chromiumPath === null ? `${name} (skipped: no Chromium)` : name,
  async () => {
    const home = mkdtempSync(join(tmpdir(), "loan-tracker-restart-"));
    const start = (port?: number) =>
      startSlack({
        ...{ home, speed: 1, signingSecret: "secret", botToken: "xoxb-own" },
        ...(port !== undefined && { port }),
        appUrl: () => "http://127.0.0.1:1",
        processes: () => [],
      });
    const say = async (url: string, text: string) => {
      const body = JSON.stringify({ user: "viewer", channel: "loans", text });
      expect((await fetch(`${url}/sandbox/say`, { method: "POST", body })).status).toBe(200);
    };
    let slack = await start();
    const { url } = slack;
    const browser = await startBrowser(chromiumPath ?? "");
    try {
      const page = await browser.open(url);
      await say(url, "before");
      await page.getByText("before").waitFor();
      await slack.close();
      await page.getByText("The sandbox is away").waitFor();
      slack = await start(Number(new URL(url).port));
      await say(url, "after");
      await page.getByText("after", { exact: true }).waitFor();
      expect(await page.getByText("before").count()).toBe(1);
      expect(await page.getByText("The sandbox is away").count()).toBe(0);
    } finally {
      await browser.close();
      await slack.close();
      rmSync(home, { recursive: true, force: true });
    }
  },
);
