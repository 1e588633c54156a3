import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "../../sandbox/driver/browser.ts";

/** `npm run pictures` on a machine that lacks something for them. */

const run = promisify(execFile);
const name = chromiumPath === null ? "the pictures (skipped: no Chromium)" : "the pictures";

describe.skipIf(chromiumPath === null)(name, () => {
  let fonts: string;
  beforeAll(() => {
    fonts = mkdtempSync(join(tmpdir(), "no-fonts-"));
    writeFileSync(join(fonts, "fonts.conf"), `<fontconfig><cachedir>${fonts}</cachedir></fontconfig>`);
  });
  afterAll(() => rmSync(fonts, { recursive: true, force: true }));

  const refusal = async (env: NodeJS.ProcessEnv) => {
    const taking = run(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", "sandbox/pictures/main.ts"],
      {
        env: { ...process.env, ...env },
      },
    );
    return await taking.then(
      ({ stdout }) => ({ code: 0, words: stdout }),
      ({ code, stdout, stderr }) => ({ code, words: `${stdout}${stderr}` }),
    );
  };

  test("are not begun without a font that has emoji, which is named with the package that has it", async () => {
    expect(await refusal({ FONTCONFIG_FILE: join(fonts, "fonts.conf") })).toEqual({
      code: 1,
      words:
        "taking the pictures: Chromium finds no font with emoji in color; install one (Debian: apt-get install fonts-noto-color-emoji) and take them again\n",
    });
  });

  test("are not begun without Chromium", async () => {
    expect(await refusal({ PATH: "/nowhere", CHROMIUM: "" })).toEqual({
      code: 1,
      words:
        "taking the pictures: there is no Chromium on the PATH; install it (Debian: apt-get install chromium), or name it by CHROMIUM\n",
    });
  });
});
