import { expect, test } from "vitest";
import { mergedShape, shapeOf } from "../../../../src/domain/aws/answer-shape.ts";

test("an answer is kept as its members with their kinds, and AWS's own words", () => {
  expect(
    shapeOf({
      $metadata: { requestId: "r-1" },
      Stacks: [
        { StackName: "bank-loans", StackStatus: "CREATE_COMPLETE", CreationTime: new Date(0), Tags: [] },
        { StackName: "other", StackStatus: "ROLLBACK_COMPLETE", EnableTerminationProtection: true },
      ],
      Size: 12,
      Body: { pipe: () => undefined, secret: "x" },
      Nothing: undefined,
    }),
  ).toEqual({
    Stacks: "list",
    "Stacks[]": "structure",
    "Stacks[].StackName": "text",
    "Stacks[].StackStatus": ["CREATE_COMPLETE", "ROLLBACK_COMPLETE"],
    "Stacks[].CreationTime": "time",
    "Stacks[].Tags": "list",
    "Stacks[].EnableTerminationProtection": "boolean",
    Size: "number",
    Body: "bytes",
  });
});

test("nothing that identifies is kept: no id, name, ARN, number, nor the keys of maps", () => {
  const secrets = {
    Arn: "arn:aws:iam::123456789012:role/Ann",
    // Named like an enumeration, and none.
    LastUserType: "ann@bank.example",
    StackStatus: "arn:aws:iam::123456789012:role/Ann",
    ResourceType: "Custom::AnnsBank",
    Metadata: { ann: "Ann", customer4711: "x" },
    Parameters: { AnnsKey: "Ann" },
    Names: ["Ann", "Bert"],
    Count: 4711,
  };
  expect(JSON.stringify(shapeOf(secrets))).not.toMatch(/ann|bert|4711|\d{12}|bank/i);
});

test("answers to the same question are laid over each other", () => {
  const one = shapeOf({ State: "WAITING", Id: "j-1" });
  expect(mergedShape(one, shapeOf({ State: "RUNNING", Size: 1 }))).toEqual({
    Id: "text",
    Size: "number",
    State: ["RUNNING", "WAITING"],
  });
});
