import { expect, test, vi } from "vitest";
import { shareAudit } from "../../../src/bot/audit-file.ts";
import type { BotParts } from "../../../src/bot/bot-parts.ts";
import { createLog } from "../../../src/config/log.ts";
import { auditOf } from "../../support/runs/audit-of.ts";

/** Where the file of a month of the audit record is brought to, and what becomes of it where Slack takes none. */

const name = "loans-loans-audit-2026-11.csv";
const month = auditOf("known", {}, 71);

async function shared(channel: string, over: Readonly<Record<string, unknown>> = {}) {
  const postMessage = vi.fn(async () => ({ ok: true, channel: "D0OPERATOR" }));
  const filesUploadV2 = vi.fn(async (_: { readonly file: Buffer }) => ({ ok: true }));
  const client = { granted: ["chat:write", "files:write"], chat: { postMessage }, filesUploadV2, ...over };
  const parts = { client, config: { stack: { name: "loans" } }, log: createLog({ level: "silent" }) };
  const asking = { user: "U0OPERATOR", channel, threadTs: null };
  const file = await shareAudit(month, asking, parts as unknown as BotParts);
  return { file, postMessage, filesUploadV2 };
}

test("asked for in a channel, it goes to the direct messages of whoever asked, with all entries", async () => {
  const { file, postMessage, filesUploadV2 } = await shared("C0LOANS");
  expect(file).toEqual({ name, isHere: false });
  expect(postMessage).toHaveBeenCalledExactlyOnceWith({
    channel: "U0OPERATOR",
    text: "You asked for the audit record of 2026-11, 71 entries.",
  });
  const [upload] = filesUploadV2.mock.calls[0] ?? [];
  expect(upload).toMatchObject({ channel_id: "D0OPERATOR", filename: name });
  expect(String(upload?.file).match(/^\uFEFF?(?:seq|\d+),/gm)).toHaveLength(72);
});

test("asked for in direct messages, it goes there", async () => {
  const { file, postMessage, filesUploadV2 } = await shared("D0OTHER");
  expect(file).toEqual({ name, isHere: true });
  expect(postMessage).not.toHaveBeenCalled();
  expect(filesUploadV2.mock.calls[0]?.[0]).toMatchObject({ channel_id: "D0OTHER" });
});

test("without files:write nothing is said to anybody, and what Slack refuses is no failure of the answer", async () => {
  const without = await shared("C0LOANS", { granted: ["chat:write"] });
  expect(without.file).toBeNull();
  expect(without.postMessage).not.toHaveBeenCalled();
  const refused = async () => {
    throw new Error("file_uploads_disabled");
  };
  expect((await shared("C0LOANS", { filesUploadV2: refused })).file).toBeNull();
});
