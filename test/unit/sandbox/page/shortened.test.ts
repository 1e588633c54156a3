import { expect, test } from "vitest";
import { shortened } from "../../../../sandbox/page/client/chat/shortened.ts";

test.for([
  ["as long as it may be", "as long as it may be"],
  ["since 11:00, an earlier try", "since 11:00, an…"],
  ["since 11:00 – it was so", "since 11:00 – it was…"],
  ["ten letters, and no more than that", "ten letters, and no…"],
  ["abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrs…"],
  ["abcdefghijklmnopqr😀stuvwxyz", "abcdefghijklmnopqr…"],
] as const)("%j is shortened to %j", ([words, short]) => {
  expect(shortened(words, 20)).toBe(short);
  expect(short.length).toBeLessThanOrEqual(21);
});
