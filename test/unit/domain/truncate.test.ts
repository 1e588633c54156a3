import { expect, test } from "vitest";
import { beginning, ending } from "../../../src/domain/truncate.ts";

test("a text is cut between characters, never within an emoji", () => {
  expect(beginning("abc", 2)).toBe("ab");
  expect(beginning("a🙂", 2)).toBe("a");
  expect(beginning("🙂🙂", 3)).toBe("🙂");
  expect(beginning("short", 10)).toBe("short");
  expect(ending("abc", 2)).toBe("bc");
  expect(ending("🙂b", 2)).toBe("b");
  expect(ending("short", 10)).toBe("short");
  expect(ending("none", 0)).toBe("");
});
