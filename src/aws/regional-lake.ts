import { bucketRegionOf } from "./aws-errors.ts";
import type { Clients } from "./clients.ts";
import type { Lake } from "./lake.ts";
import { createLake } from "./lake.ts";

/** Objects in buckets of any region. */
export interface RegionalLake extends Pick<Lake, "head" | "read" | "readText" | "upload"> {
  /** The keys that begin so, in byte order, those after one of them alone. */
  keys(where: {
    readonly bucket: string;
    readonly prefix: string;
    readonly after: string;
  }): Promise<readonly string[]>;
  /** Where that bucket lies, as far as it was asked for. */
  regionOf(bucket: string): string;
}

/**
 * Buckets that may lie in another region than the app works in. A region answers for its own buckets alone and names the
 * right one in its refusal; from then on that bucket is asked there.
 *
 * The SDK's `followRegionRedirects` does the same by setting the client's region for as long as the call lasts, which a
 * second call at the same time then meets (client-s3 3.1169).
 */
export function createRegionalLake(clients: Clients): RegionalLake {
  const regions = new Map<string, string>();
  const lakeIn = (region: string) => createLake({ ...clients, region, s3: () => clients.s3(region) });
  async function inItsRegion<Reply>(bucket: string, ask: (lake: Lake) => Promise<Reply>): Promise<Reply> {
    const asked = regions.get(bucket) ?? clients.region;
    try {
      return await ask(lakeIn(asked));
    } catch (error) {
      const region = bucketRegionOf(error);
      if (region === null || region === asked) throw error;
      regions.set(bucket, region);
      return await ask(lakeIn(region));
    }
  }
  return {
    regionOf: (bucket) => regions.get(bucket) ?? clients.region,
    head: (at) => inItsRegion(at.bucket, (lake) => lake.head(at)),
    read: (at) => inItsRegion(at.bucket, (lake) => lake.read(at)),
    readText: (at) => inItsRegion(at.bucket, (lake) => lake.readText(at)),
    upload: (what) => inItsRegion(what.bucket, (lake) => lake.upload(what)),
    keys: (where) =>
      inItsRegion(where.bucket, async (lake) => {
        const keys: string[] = [];
        for await (const { key } of lake.list(where)) keys.push(key);
        return keys;
      }),
  };
}
