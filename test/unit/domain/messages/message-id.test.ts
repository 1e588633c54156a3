import { expect, test } from "vitest";
import { cardId, noticeId, partsOf, summaryId } from "../../../../src/domain/messages/message-id.ts";
import { filesAt, textOf } from "../../../support/repository.ts";

const run = "batch-bank-2-2026-11-23-g1";

test("ids are permanent, since Redis and the channel hold them, and are read back as what they were made of", () => {
  expect(cardId(run)).toBe("card-batch-bank-2-2026-11-23-g1");
  expect(summaryId(run)).toBe("summary-batch-bank-2-2026-11-23-g1");
  expect(noticeId("file-x")).toBe("notice-file-x");
  expect(partsOf(cardId(run))).toEqual({ kind: "card", runId: run });
  expect(partsOf(summaryId(run))).toEqual({ kind: "summary", runId: run });
  expect(partsOf(noticeId(run))).toEqual({ kind: "notice", runId: null });
});

test("nobody else spells one", () => {
  // `summary-late` is a kind of notice, and no id.
  const spelled = /["`^'](?:card|summary(?!-late")|notice)-/;
  const here = ["src/domain/messages/message-id.ts", "test/unit/domain/messages/message-id.test.ts"];
  const all = filesAt("{src,sandbox,bench,test}/**/*.{ts,lua}").filter((file) => !here.includes(file));
  const comments = /\/\*\*.*?\*\//g;
  expect(all.filter((file) => spelled.test(textOf(file).replace(comments, "")))).toEqual([]);
});
