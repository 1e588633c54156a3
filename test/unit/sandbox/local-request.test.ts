import { expect, test } from "vitest";
import { isLocalRequest } from "../../../sandbox/local-request.ts";

const host = "127.0.0.1:4000";

test.for([
  { host },
  { host, origin: "http://127.0.0.1:4000" },
  { host: "localhost:4000", origin: "http://localhost:4000" },
  { host: "[::1]:4000", origin: "http://[::1]:4000" },
])("takes what comes from this machine and from the own page: %o", (headers) => {
  expect(isLocalRequest(headers)).toBe(true);
});

test.for([
  { why: "the page of another program here", headers: { host, origin: "http://127.0.0.1:5173" } },
  { why: "the same page by another name", headers: { host, origin: "http://localhost:4000" } },
  { why: "a page by another scheme", headers: { host, origin: "https://127.0.0.1:4000" } },
  { why: "a page elsewhere", headers: { host, origin: "https://example.org" } },
  { why: "a page that has no origin", headers: { host, origin: "null" } },
  { why: "a name that was made to point here", headers: { host: "loans.example.org:4000" } },
  { why: "no host", headers: {} },
])("refuses $why", ({ headers }) => {
  expect(isLocalRequest(headers)).toBe(false);
});
