import { execFileSync } from "node:child_process";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { PATIENCE_MS } from "./until.ts";

/** Where Chromium is: named by `CHROMIUM`, or on the PATH by one of its names; `null` where there is none. */
export const chromiumPath = findChromium();

function findChromium(): string | null {
  const names = [process.env["CHROMIUM"] ?? "", "chromium", "chromium-browser", "google-chrome"];
  for (const name of names.filter((each) => each !== "")) {
    try {
      return execFileSync("/bin/sh", ["-c", 'command -v "$0"', name], { encoding: "utf8" }).trim();
    } catch {
      // It is not there by this name.
    }
  }
  return null;
}

/** A browser whose pages tell of everything that went wrong in them. */
export interface OwnBrowser {
  /** Opens a page in a window of its own. */
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
  /** Errors of scripts, and what the console said of errors and warnings, of all pages since this was asked last. */
  takeComplaints(): readonly string[];
  close(): Promise<void>;
}

/** Starts Chromium; the sandbox of its own processes needs rights that a container's root does not have. */
export async function startBrowser(executablePath: string): Promise<OwnBrowser> {
  const browser: Browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const complaints: string[] = [];
  return {
    takeComplaints: () => complaints.splice(0),
    async open(url, options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        locale: "en-US",
        ...options,
      });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(message.text());
      });
      await page.goto(url);
      return page;
    },
    close: () => browser.close(),
  };
}

/** Where a person writes to the channel; an open thread has a field of its own, so that a look for any would find two. */
export function messageField(within: Page | Locator): Locator {
  return within.locator(".channel .composer textarea").first();
}

/** What axe-core has against a page: each rule with the elements that break it. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    "axe.run()",
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
  );
}
