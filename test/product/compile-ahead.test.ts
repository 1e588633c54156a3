import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compileAhead } from "../../sandbox/setup/compile.ts";

test("set-up leaves compiled code of the app and the stand-ins behind, and starts none of them", async () => {
  const directory = mkdtempSync(join(tmpdir(), "compile-ahead-"));
  try {
    expect(await compileAhead(directory)).toEqual({ code: 0, stdout: "", stderr: "" });
    const files = readdirSync(directory, { recursive: true });
    // Bolt, BullMQ and what they need alone are some seven hundred modules.
    expect(files.length).toBeGreaterThan(700);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
