import type { Page } from "playwright-core";
import { chromiumPath, startBrowser } from "../../sandbox/driver/browser.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { Problem } from "../../src/domain/problem.ts";
import { openBarePage } from "../baselines/bare-page.ts";
import type { Figure } from "../figure.ts";

/** So many messages stand on the page when it is weighed, and each is shown before the next is timed. */
const MESSAGES = 1_000;

/** What the page of the sandbox costs in a real browser, beside the least page that shows the same words. */
export const page: Figure = {
  name: "page",
  limitMs: () => 240_000,
  async measure(workshop) {
    if (chromiumPath === null) {
      throw new Problem("no-browser", "measuring the page: there is no Chromium on the PATH", {
        remedy: "install it (Debian: apt-get install chromium), or name it by CHROMIUM",
      });
    }
    const slack = await startSlack({
      ...{ speed: 1, signingSecret: "secret", botToken: "xoxb-bench" },
      ...{ appUrl: () => "http://127.0.0.1:1", processes: () => [] },
    });
    workshop.defer(() => slack.close());
    const bare = await openBarePage();
    workshop.defer(() => bare.close());
    const browser = await startBrowser(chromiumPath);
    workshop.defer(() => browser.close());
    const say = async (text: string) => {
      const body = JSON.stringify({ user: "viewer", channel: "loans", text });
      await fetch(`${slack.url}/sandbox/say`, { method: "POST", body });
    };

    const [own, least] = [await browser.open(slack.url), await browser.open(bare.url)];
    await own.locator(".composer").waitFor();
    const [ownBefore, leastBefore] = [await heapMb(own), await heapMb(least)];
    for (let at = 0; at < workshop.atMost(MESSAGES); at += 1) {
      await say(`*line* ${at} of many, with \`code\` and <https://example.org|a link>`);
      bare.say(`line ${at} of many, with code and a link`);
    }
    const shown: number[] = [];
    const appended: number[] = [];
    await workshop.repeat({ times: 20, withinMs: 30_000 }, async (at) => {
      shown.push(await untilShown(own, `shown ${at}`, () => say(`shown ${at}`)));
      appended.push(await untilShown(least, `shown ${at}`, async () => bare.say(`shown ${at}`)));
    });
    const [ownTasks, leastTasks] = [await longTasks(own), await longTasks(least)];
    await own.reload();
    await own.locator(".composer").waitFor();
    await own.getByText("Show earlier messages").waitFor();
    const opening = await longTasks(own);
    return [
      {
        case: "post to paint",
        unit: "ms",
        measured: { what: `from a post to its place among ${MESSAGES} messages`, values: shown },
        baseline: { what: "the same words appended to a bare page", values: appended },
        aim: null,
      },
      {
        case: "memory",
        unit: "MB",
        measured: { what: `heap of the page with ${MESSAGES} messages`, values: [await heapMb(own)] },
        baseline: { what: "heap of the bare page with as many", values: [await heapMb(least)] },
        aim: { of: "median", under: 100 },
        notes: [`empty they had ${ownBefore.toFixed(1)} and ${leastBefore.toFixed(1)} MB`],
      },
      {
        case: "longest task",
        unit: "ms",
        measured: {
          what: `of the page while ${MESSAGES} messages come and while it is opened on them`,
          values: [longest([...ownTasks, ...opening])],
        },
        baseline: { what: "of the bare page while as many come", values: [longest(leastTasks)] },
        aim: { of: "median", under: 100 },
        notes: [
          `a browser tells of tasks from ${LONG_MS} ms on: ${ownTasks.length} while they came, ${opening.length} at the opening`,
        ],
      },
    ];
  },
};

/** Tasks shorter than this a browser does not tell of (https://w3c.github.io/longtasks/). */
const LONG_MS = 50;

/** The longest of them; where there is none it is shorter than a browser would tell of. */
function longest(tasks: readonly number[]): number {
  return Math.max(LONG_MS, ...tasks);
}

/** How long each long task of the page took since it was opened. */
async function longTasks(page: Page): Promise<readonly number[]> {
  return await page.evaluate(
    () =>
      new Promise<readonly number[]>((resolve) => {
        const seen = (list: PerformanceObserverEntryList) =>
          resolve(list.getEntries().map(({ duration }) => duration));
        new PerformanceObserver(seen).observe({ type: "longtask", buffered: true });
        setTimeout(() => resolve([]), 500);
      }),
  );
}

/** Milliseconds from the act until the page has painted those words, by the page's own clock. */
async function untilShown(page: Page, words: string, act: () => Promise<void>): Promise<number> {
  const painted = page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (document.body.innerText.includes(wanted)) requestAnimationFrame(() => resolve(Date.now()));
          else requestAnimationFrame(look);
        };
        look();
      }),
    words,
  );
  const from = Date.now();
  await act();
  return (await painted) - from;
}

async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize / 1_000_000;
}
