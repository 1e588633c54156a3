import { Problem } from "../../src/domain/problem.ts";
import type { OwnBrowser } from "../driver/browser.ts";

/** Refuses a browser that draws emoji as empty boxes, in which no picture looks as Slack does. */
export async function refuseWithoutEmoji(browser: OwnBrowser): Promise<void> {
  const page = await browser.open("about:blank");
  const hasColor = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    if (pen === null) return false;
    pen.font = "64px sans-serif";
    pen.fillText("✅", 20, 100);
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    // A box in place of a glyph is as black as the pen.
    return data.some((value, at) => at % 4 !== 3 && value > 0);
  });
  await page.context().close();
  if (hasColor) return;
  throw new Problem("no-emoji-font", "taking the pictures: Chromium finds no font with emoji in color", {
    remedy: "install one (Debian: apt-get install fonts-noto-color-emoji) and take them again",
  });
}
