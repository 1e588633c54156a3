import type { Page } from "playwright-core";
import type { OwnBrowser } from "../../sandbox/driver/browser.ts";
import { chromiumPath, startBrowser } from "../../sandbox/driver/browser.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { Problem } from "../../src/domain/problem.ts";
import { openBarePage } from "../baselines/bare-page.ts";
import type { Figure } from "../figure.ts";
import type { Workshop } from "../workshop.ts";

/** So many messages stand on the page when it is weighed, and each is shown before the next is timed. */
const MESSAGES = 1_000;

/** So many more are timed, one after the other. */
const TIMED = 8;

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
    const browser = await startBrowser(chromiumPath);
    workshop.defer(() => browser.close());
    const rounds: Round[] = [];
    await workshop.repeat({ times: 5, withinMs: 90_000 }, async () => {
      rounds.push(await playRound(browser, workshop));
    });
    const own = rounds.map((round) => round.own);
    const least = rounds.map((round) => round.least);
    const tasks = (of: readonly Weighed[]) => of.map(({ longTasks: some }) => some.length).join(", ");
    return [
      {
        case: "post to paint",
        unit: "ms",
        measured: {
          what: `from a post to its place among ${MESSAGES} messages`,
          values: own.flatMap(({ shown }) => shown),
        },
        baseline: {
          what: "the same words appended to a bare page",
          values: least.flatMap(({ shown }) => shown),
        },
        aim: null,
      },
      {
        case: "memory",
        unit: "MB",
        measured: { what: `heap of the page with ${MESSAGES} messages`, values: own.map(({ heap }) => heap) },
        baseline: { what: "heap of the bare page with as many", values: least.map(({ heap }) => heap) },
        aim: { of: "median", under: 100 },
      },
      {
        case: "longest task",
        unit: "ms",
        measured: {
          what: `of the page while ${MESSAGES} messages come and while it is opened on them`,
          values: own.map(longest),
        },
        baseline: { what: "of the bare page while as many come", values: least.map(longest) },
        aim: { of: "median", under: 100 },
        notes: [`a browser tells of tasks from ${LONG_MS} ms on: ${tasks(own)} of them`],
      },
    ];
  },
};

/** What one page came to. */
interface Weighed {
  /** Milliseconds from each post to its paint. */
  readonly shown: readonly number[];
  /** In MB, with all messages. */
  readonly heap: number;
  readonly longTasks: readonly number[];
}

interface Round {
  readonly own: Weighed;
  readonly least: Weighed;
}

/** All messages come to both pages, opened anew; then some more, each of them timed; then the own one is opened on all of them. */
async function playRound(browser: OwnBrowser, workshop: Workshop): Promise<Round> {
  const slack = await startSlack({
    ...{ speed: 1, signingSecret: "secret", botToken: "xoxb-bench" },
    ...{ appUrl: () => "http://127.0.0.1:1", processes: () => [] },
  });
  const bare = await openBarePage();
  const say = async (text: string) => {
    const body = JSON.stringify({ user: "viewer", channel: "loans", text });
    await fetch(`${slack.url}/sandbox/say`, { method: "POST", body });
  };
  const [own, least] = [await browser.open(slack.url), await browser.open(bare.url)];
  try {
    await own.locator(".composer").waitFor();
    // What a browser that has just started takes to open a page without a message is no matter of these.
    const [ownFrom, leastFrom] = [
      await own.evaluate(() => performance.now()),
      await least.evaluate(() => performance.now()),
    ];
    for (let at = 0; at < workshop.atMost(MESSAGES); at += 1) {
      await say(`*line* ${at} of many, with \`code\` and <https://example.org|a link>`);
      bare.say(`line ${at} of many, with code and a link`);
    }
    // Before the timed ones: to look for their words takes the page longer than to show them.
    const [ownTasks, leastTasks] = [await longTasks(own, ownFrom), await longTasks(least, leastFrom)];
    const [shown, appended]: [number[], number[]] = [[], []];
    for (let at = 0; at < TIMED; at += 1) {
      shown.push(await untilShown(own, `shown ${at}`, () => say(`shown ${at}`)));
      appended.push(await untilShown(least, `shown ${at}`, async () => bare.say(`shown ${at}`)));
    }
    await own.reload();
    await own.locator(".composer").waitFor();
    await own.getByText("Show earlier messages").waitFor();
    const opening = await longTasks(own, 0);
    return {
      own: { shown, heap: await heapMb(own), longTasks: [...ownTasks, ...opening] },
      least: { shown: appended, heap: await heapMb(least), longTasks: leastTasks },
    };
  } finally {
    await own.close();
    await least.close();
    await bare.close();
    await slack.close();
  }
}

/** Tasks shorter than this a browser does not tell of (https://w3c.github.io/longtasks/). */
const LONG_MS = 50;

/** The longest task; where there is none it is shorter than a browser would tell of. */
function longest({ longTasks: tasks }: Weighed): number {
  return Math.max(LONG_MS, ...tasks);
}

/** How long each long task of the page took that began after `from`, by its own clock. */
async function longTasks(page: Page, from: number): Promise<readonly number[]> {
  return await page.evaluate(
    (after) =>
      new Promise<readonly number[]>((resolve) => {
        const seen = (list: PerformanceObserverEntryList) =>
          resolve(
            list
              .getEntries()
              .filter(({ startTime }) => startTime >= after)
              .map(({ duration }) => duration),
          );
        new PerformanceObserver(seen).observe({ type: "longtask", buffered: true });
        setTimeout(() => resolve([]), 500);
      }),
    from,
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
