import { expect, test } from "vitest";
import type { NetworkRemain } from "../../../../src/domain/aws/network-remains.ts";
import { remainsNamed, remainsRemedy } from "../../../../src/domain/aws/network-remains.ts";

const endpoint: NetworkRemain = {
  ...{ kind: "endpoint", id: "vpce-1", isInUse: false },
  words: "com.amazonaws.us-west-1.guardduty-data",
};
const free: NetworkRemain = { kind: "interface", id: "eni-1", words: "", isInUse: false };
const used: NetworkRemain = { kind: "interface", id: "eni-2", words: "ELB app/loans/1", isInUse: true };
const group: NetworkRemain = { kind: "group", id: "sg-1", words: "by-hand", isInUse: false };

test("what lies in a network is named by its kind, its id and what it says of itself", () => {
  expect(remainsNamed([endpoint, free, used, group])).toBe(
    "endpoint vpce-1 (com.amazonaws.us-west-1.guardduty-data), network interface eni-1, " +
      "network interface eni-2 (ELB app/loans/1), security group sg-1 (by-hand)",
  );
});

test("many are counted, and the sentence stays short", () => {
  const many = Array.from({ length: 500 }, (_, index) => ({ ...group, id: `sg-${index}` }));
  expect(remainsNamed(many)).toMatch(/sg-5 \(by-hand\), 494 more$/);
  expect(remainsRemedy(many, "us-west-1").length).toBeLessThan(600);
});

test("each is deleted by a command of its own, in the order in which EC2 takes them", () => {
  expect(remainsRemedy([endpoint, free, group], "us-west-1")).toBe(
    "run `aws ec2 delete-vpc-endpoints --vpc-endpoint-ids vpce-1 --region us-west-1`, then " +
      "`aws ec2 delete-network-interface --network-interface-id eni-1 --region us-west-1`, then " +
      "`aws ec2 delete-security-group --group-id sg-1 --region us-west-1`",
  );
});

test("what something uses goes with that, and no command would help", () => {
  expect(remainsRemedy([used], "us-west-1")).toBe("delete what uses ELB app/loans/1");
  expect(remainsRemedy([used, group], "us-west-1")).toBe(
    "delete what uses ELB app/loans/1; then run `aws ec2 delete-security-group --group-id sg-1 --region us-west-1`",
  );
});
