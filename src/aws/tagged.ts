import type { Clients } from "./clients.ts";
import { createClusters } from "./clusters.ts";
import { gatherPages, nullWhenAbsent } from "./replies.ts";
import { stackTag } from "./stack-tag.ts";
import { createWarehouse } from "./warehouse.ts";

/** What is left of a stack after it is gone. */
export interface Tagged {
  /**
   * Everything that still carries the stack's tag, without the clusters, warehouses and buckets that are described as
   * gone: AWS lists a tag for an hour or more after what it was on has ended.
   */
  leftovers(which: { readonly stack: string }): Promise<readonly Leftover[]>;
}

/** One thing that may still cost money. */
export interface Leftover {
  /** Service and kind: `elasticmapreduce:cluster`, `s3:bucket`. */
  readonly type: string;
  /** Without region and account. */
  readonly id: string;
  /** Its service says it is there. Where false only the tag says so, which may be an hour late. */
  readonly isCertain: boolean;
}

/** What is left over, by the Resource Groups Tagging API and the services' own describes. */
export function createTagged(clients: Clients): Tagged {
  const clusters = createClusters(clients);
  const warehouse = createWarehouse(clients);

  /** Whether it is there; `null` where nothing here can tell. */
  async function isThere({ type, id }: TaggedThing): Promise<boolean | null> {
    switch (type) {
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
  }

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
      const found: Leftover[] = [];
      for (const { ResourceARN: arn = "" } of pages.flatMap((page) => page.ResourceTagMappingList ?? [])) {
        const thing = parseArn(arn);
        const there = await isThere(thing);
        if (there !== false) found.push({ ...thing, isCertain: there === true });
      }
      return found;
    },
  };
}

type TaggedThing = Pick<Leftover, "type" | "id">;

/** `arn:aws:s3:::b` and `arn:aws:ec2:r:a:instance/i-1` and `arn:aws:redshift:r:a:cluster:c` are the three shapes. */
export function parseArn(arn: string): TaggedThing {
  const [, , service = "", , , ...rest] = arn.split(":");
  const resource = rest.join(":");
  const [, kind, id] = /^([\w-]+)[:/](.+)$/.exec(resource) ?? [];
  if (kind !== undefined && id !== undefined) return { type: `${service}:${kind}`, id };
  return { type: service === "s3" ? "s3:bucket" : service, id: resource };
}
