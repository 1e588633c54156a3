import { performance } from "node:perf_hooks";
import type { ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput } from "@aws-sdk/client-s3";
import type { LakeWeight } from "../domain/aws/lake-weight.ts";
import type { Day } from "../domain/day.ts";
import { dayOfKey } from "../domain/runs/effect-names.ts";
import type { Clients } from "./clients.ts";
import { nullWhenAbsent } from "./pages.ts";

/** Counts what a bucket holds, page after page for about `forMs`; nothing where there is no such bucket. */
export async function weighBucket(
  clients: Clients,
  { bucket, forMs }: { readonly bucket: string; readonly forMs: number },
): Promise<LakeWeight> {
  const { sdk, client } = await clients.s3();
  const until = performance.now() + forMs;
  const days = new Set<Day>();
  let [objects, bytes] = [0, 0];
  let from: Pick<ListObjectVersionsCommandInput, "KeyMarker" | "VersionIdMarker"> | null = {};
  while (from !== null && performance.now() < until) {
    const page: ListObjectVersionsCommandOutput | null = await nullWhenAbsent(
      client.send(new sdk.ListObjectVersionsCommand({ Bucket: bucket, ...from })),
    );
    for (const { Key = "", Size = 0 } of page?.Versions ?? []) {
      objects += 1;
      bytes += Size;
      const day = dayOfKey(Key);
      if (day !== null) days.add(day);
    }
    from = page?.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : null;
  }
  return { objects, bytes, days: [...days].toSorted(), isMore: from !== null };
}
