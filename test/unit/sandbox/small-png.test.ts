import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { smallPng } from "../../../sandbox/pictures/small-png.ts";

const picture = readFileSync(join(import.meta.dirname, "../../../docs/pictures/phone.png"));

test("a picture is as large in pixels, and takes less than half the bytes", () => {
  const small = smallPng(picture);
  expect(small.subarray(16, 24)).toEqual(picture.subarray(16, 24));
  expect(small.length).toBeLessThan(picture.length / 2);
  // Of each pixel the place in a palette, a byte.
  expect([small[24], small[25]]).toEqual([8, 3]);
});

test("what is no such picture is refused", () => {
  expect(() => smallPng(smallPng(picture))).toThrow("a PNG of kind 3 with 8 bits is not read here");
  expect(() => smallPng(Buffer.from("no picture"))).toThrow();
});
