import { expect, test } from "vitest";
import type { Answer, Asked, Known, Row } from "../../second-opinion/differences.ts";
import { differences, judge, steady, testRows } from "../../second-opinion/differences.ts";
import known from "../../second-opinion/known-differences.json" with { type: "json" };

const answer = (outcome: string, more: Partial<Answer> = {}): Answer => ({
  operation: "s3 HeadBucket",
  outcome,
  members: [],
  problems: [],
  ...more,
});
const said = (head: Answer, facts: Asked["facts"] = {}): Asked => ({ answers: { head }, facts });
const row = (cells: Partial<Row>): Row => ({
  operation: "s3 HeadBucket",
  question: "head",
  ours: "200",
  moto: "200",
  ministack: "200",
  model: "fits",
  ...cells,
});

test("three that agree are no difference, whatever ours has beyond the others", () => {
  const ours = said(answer("200", { members: ["BucketArn"] }), { status: ["GONE"] });
  const other = said(answer("200"), { status: ["GONE"] });
  expect(differences({ ours, moto: other, ministack: other })).toEqual([]);
});

test("another outcome is one, and a question that another did not get to", () => {
  const [ours, moto] = [said(answer("200")), said(answer("404 NoSuchBucket"))];
  expect(differences({ ours, moto, ministack: { answers: {}, facts: {} } })).toEqual([
    row({ moto: "404 NoSuchBucket", ministack: "not asked" }),
  ]);
});

test("a member is missed that both others have, by its outermost name, and what the model has not is told", () => {
  const members = ["Stack", "Stack.Tags", "Stack.Tags[].Key", "Only"];
  const ours = said(answer("200", { problems: ["Colour: no member"] }));
  const moto = said(answer("200", { members }));
  const ministack = said(answer("200", { members: members.slice(0, 3) }));
  expect(differences({ ours, moto, ministack })).toEqual([
    row({ ours: "200, without Stack", model: "Colour: no member" }),
  ]);
});

test("a fact that one of them tells otherwise is one", () => {
  const of = (tags: unknown) => said(answer("200"), { tags });
  expect(differences({ ours: of([]), moto: of([]), ministack: of(["a"]) })).toEqual([
    row({ operation: "a fact", question: "tags", ours: "[]", moto: "[]", ministack: '["a"]', model: "" }),
  ]);
});

test("of our tests those are told that fail somewhere; one that asks nobody else is not", () => {
  const passed = { name: "a", failure: null };
  expect(testRows({ moto: [passed, { name: "b", failure: "no" }], ministack: [passed] })).toEqual([
    row({
      operation: "our test",
      question: "b",
      ours: "passes",
      moto: "no",
      ministack: "not asked",
      model: "",
    }),
  ]);
});

test("a difference is known in its very words: any other is new, and one that is not seen any more is gone", () => {
  const judged = (cells: Partial<Row>): Known => ({ ...row(cells), fault: "moto", because: "it says so" });
  const seen = [row({ moto: "404" }), row({ question: "other", moto: "500" })];
  const listed = [judged({ moto: "404" }), judged({ question: "other", moto: "403" })];
  expect(judge(seen, listed)).toEqual({ known: [listed[0]], fresh: [seen[1]], stale: [listed[1]] });
});

test("a text loses what differs from one run to the next", () => {
  expect(steady("vpc-0123456789abcdef0  of 9acac670-b51f-11f1-8ab4-0ea8ca75f949 at 127.0.0.1:24571")).toBe(
    "vpc-… of … at 127.0.0.1:…",
  );
});

test("every known difference says whose fault it is, and why", () => {
  const faults = ["ours", "theirs", "moto", "ministack", "the model", "nobody", "not known"];
  expect(known.filter(({ fault, because }) => !faults.includes(fault) || because.length < 20)).toEqual([]);
  expect(known.length).toBeGreaterThan(20);
});
