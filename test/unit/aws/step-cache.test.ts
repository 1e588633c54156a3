import { beforeEach, expect, test } from "vitest";
import { StepLists } from "../../../src/aws/step-cache.ts";

/** Lists of steps against an EMR of three steps a page. */

interface Step {
  readonly id: string;
  isSettled: boolean;
}

let steps: Step[];
let asked: number;
let lists: StepLists<Step>;

beforeEach(() => {
  steps = [];
  asked = 0;
  lists = new StepLists(async (_cluster, marker = "0") => {
    asked += 1;
    const from = Number(marker);
    const page = steps.slice(from, from + 3).map((step) => ({ ...step }));
    return { steps: page, marker: from + 3 < steps.length ? String(from + 3) : undefined };
  });
});

const add = (...ids: readonly string[]) =>
  steps.unshift(...ids.map((id) => ({ id, isSettled: false })).toReversed());
const settle = (...ids: readonly string[]) => {
  for (const step of steps) step.isSettled ||= ids.includes(step.id);
};
const listed = async (isEnough: (step: Step) => boolean = () => false) => {
  asked = 0;
  const found = await lists.list("j-1", isEnough);
  return {
    ids: found.map(({ id }) => id).join(""),
    open: found.filter((one) => !one.isSettled).length,
    asked,
  };
};

test("what had settled is asked for once, however many steps there are", async () => {
  add(..."abcdefgh");
  settle(..."abcdefgh");
  expect(await listed()).toEqual({ ids: "hgfedcba", open: 0, asked: 3 });
  expect(await listed()).toEqual({ ids: "hgfedcba", open: 0, asked: 1 });
  add("i");
  expect(await listed()).toEqual({ ids: "ihgfedcba", open: 1, asked: 1 });
  settle("i");
  expect(await listed()).toEqual({ ids: "ihgfedcba", open: 0, asked: 1 });
});

test("what had not settled is asked for again, and so is all that is newer", async () => {
  add(..."abcdefgh");
  settle(..."abcefgh");
  expect(await listed()).toMatchObject({ open: 1, asked: 3 });
  settle("d");
  expect(await listed()).toEqual({ ids: "hgfedcba", open: 0, asked: 2 });
});

test("a double that EMR lists late, before what is settled, is found", async () => {
  add(..."abc");
  settle(..."abc");
  await listed();
  steps.splice(1, 0, { id: "x", isSettled: false });
  expect(await listed()).toEqual({ ids: "cxba", open: 1, asked: 1 });
});

test("a look back to some moment asks for no more pages, and is not taken for the whole list", async () => {
  add(..."abcdefgh");
  settle(..."abcdefgh");
  expect(await listed(({ id }) => id === "g")).toEqual({ ids: "hgf", open: 0, asked: 1 });
  expect(await listed()).toEqual({ ids: "hgfedcba", open: 0, asked: 3 });
});

test("another cluster has steps of its own", async () => {
  add(..."ab");
  settle(..."ab");
  await listed();
  steps = [];
  expect(await lists.list("j-2", () => false)).toEqual([]);
});
