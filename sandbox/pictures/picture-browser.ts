import { Problem } from "../../src/domain/problem.ts";
import type { OwnBrowser } from "../driver/browser.ts";
import { chromiumPath, startBrowser } from "../driver/browser.ts";
import { refuseWithoutEmoji } from "./emoji-font.ts";

/** Starts the browser that pictures are taken with; throws a `Problem` where there is none, or none that can draw what is said. */
export async function startPictureBrowser(): Promise<OwnBrowser> {
  if (chromiumPath === null) {
    throw new Problem("no-browser", "taking the pictures: there is no Chromium on the PATH", {
      remedy: "install it (Debian: apt-get install chromium), or name it by CHROMIUM",
    });
  }
  const browser = await startBrowser(chromiumPath);
  try {
    await refuseWithoutEmoji(browser);
    return browser;
  } catch (error) {
    await browser.close();
    throw error;
  }
}
