import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { OwnBrowser } from "../../sandbox/driver/browser.ts";
import { chromiumPath, startBrowser } from "../../sandbox/driver/browser.ts";
import type { SlackStandIn } from "../../sandbox/slack/main.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import type { Json } from "../../src/web/json.ts";

const botToken = "xoxb-own";

/** The Slack stand-in alone and a browser in front of it, there from the first test of a `describe` to its last. */
export interface OwnChat {
  readonly url: string;
  readonly browser: OwnBrowser;
  /** Calls a method of the Web API as the app does; Slack has to take it. */
  call(method: string, given: Json): Promise<Json>;
}

/** Registers them with the `describe` that this is called in; after each test no page has complained of anything. */
export function ownChat({
  appUrl = () => "http://127.0.0.1:1",
}: {
  readonly appUrl?: () => string;
} = {}): OwnChat {
  let slack: SlackStandIn;
  let browser: OwnBrowser;
  beforeAll(async () => {
    slack = await startSlack({ speed: 1, signingSecret: "secret", botToken, appUrl, processes: () => [] });
    browser = await startBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await slack?.close();
  });
  afterEach(() => {
    // There is neither an account to look at nor a clock to set.
    expect(browser.takeComplaints().filter((one) => !one.includes("404"))).toEqual([]);
  });
  return {
    get url() {
      return slack.url;
    },
    get browser() {
      return browser;
    },
    async call(method, given) {
      const headers = {
        authorization: `Bearer ${botToken}`,
        "content-type": "application/json; charset=utf-8",
      };
      const answer = await fetch(`${slack.url}/api/${method}`, {
        ...{ method: "POST", headers, body: JSON.stringify(given) },
      });
      const body = (await answer.json()) as Json;
      expect(body).toMatchObject({ ok: true });
      return body;
    },
  };
}
