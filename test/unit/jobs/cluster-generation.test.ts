import { expect, test } from "vitest";
import type { StackFacts } from "../../../src/aws/stack-facts.ts";
import { StackStatus } from "../../../src/domain/aws/stack-status.ts";
import { clusterGeneration } from "../../../src/jobs/workflows/deploy/cluster-generation.ts";
import type { World } from "../../../src/jobs/workflows/world.ts";

interface Found {
  readonly status?: string;
  /** The state of the stack's own cluster; `null`: AWS has forgotten it. */
  readonly own: string | null;
  /** Whether another one with the stack's tag is live. */
  readonly other?: boolean;
}

const LIVE = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"];

async function planned({ status = "CREATE_COMPLETE", own, other = false }: Found): Promise<string> {
  const world = {
    settings: { stack: "loans" },
    stacks: { resources: async () => [{ logicalId: "EmrCluster", physicalId: "j-1", phase: "done" }] },
    clusters: {
      findLive: async () => (other || LIVE.includes(own ?? "") ? { id: "j" } : null),
      see: async () => (own === null ? null : { id: "j-1", isLive: LIVE.includes(own) }),
    },
  } as unknown as World;
  const parameters = { EmrClusterGeneration: "1" };
  return await clusterGeneration(world, {
    id: "a",
    parameters,
    status: new StackStatus(status),
  } as unknown as StackFacts);
}

test.each(["TERMINATING", "TERMINATED", "TERMINATED_WITH_ERRORS", null])(
  "a cluster that is %s is planned anew",
  async (own) => {
    expect(await planned({ own })).toBe("2");
  },
);

test.each(LIVE)("a cluster that is %s stays", async (own) => {
  expect(await planned({ own })).toBe("1");
});

test("one that ended stays as it is where another has its place, and where there is no stack yet", async () => {
  expect(await planned({ own: "TERMINATED", other: true })).toBe("1");
  expect(await planned({ own: null, status: "REVIEW_IN_PROGRESS" })).toBe("1");
});
