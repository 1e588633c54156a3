import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { ObjectStore } from "../service.ts";
import { readLocation } from "./locations.ts";
import type { ClusterRecord } from "./records.ts";

/**
 * Puts what the nodes write by themselves under the cluster's log URI; without that, or its bucket, it is lost. EMR does so
 * every few minutes from the moment at which machines run, and once more at their end: a cluster that nobody ever gave a
 * step leaves objects in its bucket. Their keys as public listings of log buckets show them (2018 and 2022):
 * `<cluster>/node/<instance>/daemons/instance-state/instance-state.log-<yyyy-mm-dd-HH-MM>.gz`.
 */
export async function writeNodeLogs(lake: ObjectStore, cluster: ClusterRecord, at: Date): Promise<void> {
  const { LogUri } = cluster.request;
  if (LogUri === undefined) return;
  const base = LogUri.replace(/^s3[an]:/, "s3:").replace(/\/$/, "");
  const minute = at.toISOString().slice(0, 16).replace(/[T:]/g, "-");
  const name = `daemons/instance-state/instance-state.log-${minute}.gz`;
  const location = readLocation(`${base}/${cluster.id}/node/${primaryId(cluster)}/${name}`);
  if (location?.in !== "lake" || !lake.hasBucket(location.bucket)) return;
  await lake.put(location.bucket, location.key, gzipSync(`${at.toISOString()} instance-state\n`));
}

/** The same for the same cluster, as its primary node's id is. */
function primaryId({ id }: ClusterRecord): string {
  return `i-0${createHash("sha256").update(id).digest("hex").slice(0, 16)}`;
}
