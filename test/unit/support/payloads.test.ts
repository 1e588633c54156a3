import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { countPayload } from "../../../sandbox/slack/payload-count.ts";
import { payloadLines, payloadResults, readPayloads } from "../../support/payloads.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "payloads-"));
  vi.stubEnv("SANDBOX_PAYLOADS", folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

test("what is shown is counted over all processes, and what only asks is not", () => {
  countPayload("stand-in", { method: "chat.postMessage", error: null });
  countPayload("stand-in", { method: "views.publish", error: "invalid_blocks" });
  countPayload("stand-in", { method: "users.info", error: null });
  countPayload("emulate", { method: "chat.update", error: null });
  writeFileSync(
    join(folder, "another.txt"),
    "stand-in accepted response_url\nemulate missing_scope chat.update\n",
  );
  const counts = readPayloads(folder);
  expect(counts).toEqual([
    { judge: "stand-in", accepted: 2, refused: 1 },
    { judge: "emulate", accepted: 1, refused: 1 },
  ]);
  expect(payloadLines(counts)).toBe(
    "\nSlack payloads of this run:\n  the stand-in of Slack: 2 accepted, 1 refused\n  emulate, with strict scopes: 1 accepted, 1 refused\n",
  );
  expect(payloadResults(counts).map(({ ended }) => ended)).toEqual(Array(4).fill("passed"));
});

test("a judge that was asked nothing fails the run", () => {
  countPayload("stand-in", { method: "chat.postMessage", error: null });
  expect(payloadResults(readPayloads(folder)).filter(({ ended }) => ended === "failed")).toEqual([
    { name: "Slack payloads were refused by stand-in", ended: "failed" },
    { name: "Slack payloads were accepted by emulate", ended: "failed" },
    { name: "Slack payloads were refused by emulate", ended: "failed" },
  ]);
});

test("nothing is written where nobody counts", () => {
  vi.stubEnv("SANDBOX_PAYLOADS", "");
  countPayload("stand-in", { method: "chat.postMessage", error: null });
  expect(readPayloads(folder)[0]).toMatchObject({ accepted: 0 });
});
