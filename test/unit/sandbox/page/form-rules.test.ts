import { expect, test } from "vitest";
import { wrongIn } from "../../../../sandbox/page/client/acts/form-rules.ts";

const input = (block_id: string, element: object, optional = false) => ({
  ...{ type: "input", block_id, optional },
  element: { type: "plain_text_input", action_id: block_id, ...element },
});
const view = {
  blocks: [
    { type: "section", block_id: "words" },
    input("name", { min_length: 3, max_length: 5 }),
    input("note", { min_length: 2 }, true),
    input("days", { type: "checkboxes" }),
  ],
};
const required = "Please complete this required field.";

test.for([
  { values: {}, wrong: { name: required, days: required } },
  { values: { name: "", days: [] }, wrong: { name: required, days: required } },
  { values: { name: "ab", days: ["1"] }, wrong: { name: "Please enter at least 3 characters." } },
  { values: { name: "abcdef", days: ["1"] }, wrong: { name: "Please enter at most 5 characters." } },
  { values: { name: "abc", note: "a", days: ["1"] }, wrong: { note: "Please enter at least 2 characters." } },
  { values: { name: "abc", note: "", days: ["1"] }, wrong: {} },
])("a form with $values is told $wrong", ({ values, wrong }) => {
  expect(wrongIn(view, values)).toEqual(wrong);
});
