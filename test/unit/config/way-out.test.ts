import { expect, test } from "vitest";
import { followProxy } from "../../../src/config/way-out.ts";

test("without a proxy in the environment everything goes straight", () => {
  expect(followProxy({})).toEqual({ is: "straight" });
  expect(followProxy({ HTTPS_PROXY: "", NO_PROXY: "bank.example" })).toEqual({ is: "straight" });
});

test.each([
  ["HTTPS_PROXY", "proxy.example:3128"],
  ["HTTP_PROXY", "socks5://proxy.example"],
  ["HTTPS_PROXY", "http://"],
])("%s=%s is refused with the remedy, and is not repeated", (name, value) => {
  expect(() => followProxy({ [name]: value })).toThrow(
    `reading ${name}: it is not the address of a proxy; write it as http://proxy.example:3128, or take it out`,
  );
});
