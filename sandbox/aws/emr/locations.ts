import { createReadStream, existsSync, statSync } from "node:fs";
import { copyFile, mkdir, readdir } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { ObjectStore } from "../service.ts";

/** What a location can be on a cluster: an object or prefix of the lake, or a path of the cluster's HDFS. */
export type Location =
  | { readonly in: "lake"; readonly bucket: string; readonly key: string }
  | { readonly in: "hdfs"; readonly path: string };

/** A file found at a location: where its bytes are on this machine, and its name below the location. */
export interface FoundFile {
  readonly path: string;
  /** With slashes; the file's own name when the location is the file itself. */
  readonly name: string;
  /** Whether the location names this file rather than a folder above it. */
  readonly isLocation: boolean;
}

/** Reads `s3://…` (also s3a, s3n) and `hdfs://…` URIs; `undefined` for anything else. */
export function readLocation(uri: string): Location | undefined {
  const lake = /^s3[an]?:\/\/([^/]+)\/?(.*)$/.exec(uri);
  if (lake !== null) return { in: "lake", bucket: lake[1] ?? "", key: lake[2] ?? "" };
  const hdfs = /^hdfs:\/\/[^/]*(\/.*)?$/.exec(uri);
  return hdfs === null ? undefined : { in: "hdfs", path: hdfs[1] ?? "/" };
}

/** The files and objects that the steps of one cluster can reach. */
export class Filesystems {
  readonly lake: ObjectStore;
  /** The directory that plays the cluster's HDFS. */
  readonly hdfs: string;

  constructor(lake: ObjectStore, hdfs: string) {
    this.lake = lake;
    this.hdfs = hdfs;
  }

  /** The path on this machine of an HDFS path. Throws for one that climbs out of HDFS. */
  local(path: string): string {
    const local = resolve(this.hdfs, `.${sep}${path}`);
    if (local !== this.hdfs && !local.startsWith(this.hdfs + sep)) {
      throw new Error(`Pathname ${path} is not a valid DFS filename.`);
    }
    return local;
  }

  /** The files at a location, itself or below it, in byte order of their names; none when nothing is there. */
  async find(location: Location): Promise<readonly FoundFile[]> {
    if (location.in === "hdfs") return await filesBelow(this.local(location.path));
    const { bucket, key } = location;
    if (!this.lake.hasBucket(bucket)) return [];
    const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
    return this.lake
      .list(bucket, key)
      .filter((object) => object.key === key || object.key.startsWith(prefix))
      .filter((object) => !object.key.endsWith("/"))
      .map((object) => ({
        path: this.lake.path(bucket, object.key),
        name: object.key === key ? basename(key) : object.key.slice(prefix.length),
        isLocation: object.key === key,
      }));
  }

  /** Copies a file of this machine to `name` below the location, in bounded memory. */
  async write(location: Location, name: string, from: string): Promise<void> {
    if (location.in === "lake") {
      const prefix = location.key === "" || location.key.endsWith("/") ? location.key : `${location.key}/`;
      await this.lake.put(location.bucket, prefix + name, createReadStream(from));
      return;
    }
    const to = join(this.local(location.path), name);
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, to);
  }
}

/** The files at or below a path of this machine. HDFS has no `.crc` files, which Spark's local file system leaves. */
export async function filesBelow(path: string): Promise<readonly FoundFile[]> {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [{ path, name: basename(path), isLocation: true }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/^\..*\.crc$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ path: file, name: relative(path, file).split(sep).join("/"), isLocation: false }));
}
