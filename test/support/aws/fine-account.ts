import { readCaller } from "../../../src/domain/aws/preflight/caller.ts";
import type { Looked } from "../../../src/domain/aws/preflight/finding.ts";
import type { PreflightFacts } from "../../../src/domain/aws/preflight/preflight.ts";

export const account = "123456789012";
/** An answer that came. */
export const seen = <Answer>(answer: Answer): Looked<Answer> => ({ is: "seen", answer });

/** An account in which a first deploy works. */
export const fine: PreflightFacts = {
  caller: readCaller({
    arn: `arn:aws:sts::${account}:assumed-role/LoansBot-loans/i-1`,
    account,
    region: "us-west-1",
  }),
  rememberedAccount: null,
  stack: "loans",
  permissions: seen({ denied: [], asked: 40 }),
  botAccess: seen({ hasRole: true, hasBoundary: true }),
  bucket: seen({ name: "lake", is: "free" }),
  machines: seen({ zone: "us-west-1a", types: ["m5.xlarge", "t3.large"], lacking: [], otherZones: [] }),
  vcpus: seen({ quota: 32, used: 0, wanted: 14 }),
  nodes: seen({ quota: 200, used: 0 }),
  linkedRoles: seen([]),
  blocksPublicAccess: seen(true),
  isIamAlone: seen(true),
  source: seen({ bucket: "inbox", region: "us-west-1", key: null, mayDecrypt: null }),
};
