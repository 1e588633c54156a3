import type { ResourceTagMapping } from "@aws-sdk/client-resource-groups-tagging-api";
import type { Clients } from "./clients.ts";
import { createClusters } from "./clusters.ts";
import { gatherPages, nullWhenAbsent } from "./pages.ts";
import { stackTag } from "./stack-tag.ts";
import type { ResourceFacts } from "./stacks.ts";
import { createStacks } from "./stacks.ts";
import { createWarehouse } from "./warehouse.ts";

/** What is left of a stack after it is gone. */
export interface Tagged {
  /**
   * Everything that still carries the stack's tag, without what is known to be gone: AWS lists a tag for an hour or
   * more after what it was on has ended (a terminated machine), and a deleted key for a week.
   */
  leftovers(which: { readonly stack: string }): Promise<readonly Leftover[]>;
}

/** One thing that may still cost money. */
interface Leftover {
  /** Service and kind: `elasticmapreduce:cluster`, `s3:bucket`. */
  readonly type: string;
  /** Without region and account. */
  readonly id: string;
  /** Its service says it is there. Where false only the tag says so, and nothing says that it is gone. */
  readonly isCertain: boolean;
}

/** What is left over, by the Resource Groups Tagging API and the services' own describes. */
export function createTagged(clients: Clients): Tagged {
  return {
    async leftovers({ stack }) {
      const { sdk, client } = await clients.tagging();
      const pages = await gatherPages(
        (PaginationToken) =>
          client.send(
            new sdk.GetResourcesCommand({
              TagFilters: [{ Key: stackTag, Values: [stack] }],
              PaginationToken,
            }),
          ),
        (page) => page.PaginationToken,
      );
      const witnesses = witnessesOf(clients, stack);
      const found: Leftover[] = [];
      for (const tagged of pages.flatMap((page) => page.ResourceTagMappingList ?? [])) {
        const arn = tagged.ResourceARN ?? "";
        const { type, id } = parseArn(arn);
        const there =
          (await witnesses.described({ type, id, arn })) ??
          (await witnesses.goneWithItsMaker(tagged)) ??
          (await witnesses.goneWithAStack(id));
        if (there !== false) found.push({ type, id, isCertain: there === true });
      }
      return found;
    },
  };
}

/** Who can say whether a tagged thing is there; each of them answers `null` where it does not know. */
function witnessesOf(clients: Clients, stack: string) {
  const clusters = createClusters(clients);
  const warehouse = createWarehouse(clients);
  const stacks = createStacks(clients);
  const goneFrom = new Map<string, Promise<readonly ResourceFacts[]>>();
  let deletedStacks: Promise<readonly string[]> | undefined;

  /** What CloudFormation has deleted of a stack; asked once a stack. */
  function goneOf(stackId: string): Promise<readonly ResourceFacts[]> {
    const known = goneFrom.get(stackId);
    if (known !== undefined) return known;
    const asked = nullWhenAbsent(stacks.resources(stackId)).then((resources) =>
      (resources ?? []).filter(({ phase }) => phase === "gone"),
    );
    goneFrom.set(stackId, asked);
    return asked;
  }

  /** The ids of the stacks of that name which are deleted, newest first: AWS tells of them for 90 days. */
  async function deleted(): Promise<readonly string[]> {
    const { sdk, client } = await clients.cloudFormation();
    const pages = await gatherPages(
      (NextToken) =>
        client.send(new sdk.ListStacksCommand({ StackStatusFilter: ["DELETE_COMPLETE"], NextToken })),
      (page) => page.NextToken,
    );
    return pages
      .flatMap((page) => page.StackSummaries ?? [])
      .filter(({ StackName }) => StackName === stack)
      .sort((a, b) => Number(b.CreationTime) - Number(a.CreationTime))
      .map(({ StackId = "" }) => StackId);
  }

  return {
    /** Its own service. */
    async described({ type, id, arn }: Thing & { readonly arn: string }): Promise<boolean | null> {
      switch (type) {
        case "cloudformation:stack":
          return (await stacks.see(arn))?.status.isDeleted === false;
        case "elasticmapreduce:cluster":
          return (await clusters.see(id))?.isEnded === false;
        case "redshift:cluster":
          return (await warehouse.see(id)) !== null;
        case "s3:bucket": {
          const { sdk, client } = await clients.s3();
          return (await nullWhenAbsent(client.send(new sdk.HeadBucketCommand({ Bucket: id })))) !== null;
        }
        default:
          return null;
      }
    },

    /** Who made it, named by tags that AWS sets: a cluster takes its machines along, a stack says what it deleted. */
    async goneWithItsMaker({ Tags = [] }: ResourceTagMapping): Promise<false | null> {
      const tag = (key: string) => Tags.find(({ Key }) => Key === key)?.Value;
      const clusterId = tag("aws:elasticmapreduce:job-flow-id");
      if (clusterId !== undefined && (await clusters.see(clusterId))?.isEnded !== false) return false;
      const stackId = tag("aws:cloudformation:stack-id");
      const logicalId = tag("aws:cloudformation:logical-id");
      if (stackId === undefined || logicalId === undefined) return null;
      return (await goneOf(stackId)).some((gone) => gone.logicalId === logicalId) ? false : null;
    },

    /**
     * A stack of that name which deleted a resource of that id: AWS sets no tags of its own on some types, such as keys, which
     * it lists until they are destroyed.
     */
    async goneWithAStack(id: string): Promise<false | null> {
      deletedStacks ??= deleted();
      for (const stackId of await deletedStacks) {
        if ((await goneOf(stackId)).some(({ physicalId }) => physicalId === id)) return false;
      }
      return null;
    },
  };
}

type Thing = Pick<Leftover, "type" | "id">;

/** `arn:aws:s3:::b` and `arn:aws:ec2:r:a:instance/i-1` and `arn:aws:redshift:r:a:cluster:c` are the three shapes. */
function parseArn(arn: string): Thing {
  const [, , service = "", , , ...rest] = arn.split(":");
  const resource = rest.join(":");
  const [, kind, id] = /^([\w-]+)[:/](.+)$/.exec(resource) ?? [];
  if (kind !== undefined && id !== undefined) return { type: `${service}:${kind}`, id };
  return { type: service === "s3" ? "s3:bucket" : service, id: resource };
}
