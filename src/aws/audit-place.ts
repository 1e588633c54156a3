import { access, constants, link, mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import type { AuditHead } from "../domain/audit/audit-entry.ts";
import { auditName, parseAuditName } from "../domain/audit/audit-entry.ts";
import { Problem } from "../domain/problem.ts";
import { parseS3Url } from "./lake.ts";
import type { RegionalLake } from "./regional-lake.ts";

/** Where entries of the audit record are kept beside Redis. Nothing there is ever written over or deleted. */
export interface AuditPlace {
  /** As people know it: `s3://bucket/prefix/stack`, or a path. */
  readonly name: string;
  /** The entries after that number, by their names, in order. */
  after(seq: number): Promise<readonly AuditHead[]>;
  /** The line of an entry; `null` when it is not there. */
  read(head: AuditHead): Promise<string | null>;
  /** Leaves an entry that is there already alone, which is the same one: its name has its hash. */
  put(head: AuditHead, line: string): Promise<void>;
  /** Looks whether a first entry could be put, as far as that shows without one; throws a `Problem` where it could not. */
  mayBegin(): Promise<void>;
}

/** An entry is a few hundred bytes; with the longest reasons and lines that Slack takes a few ten thousand. */
const MOST_BYTES = 1_000_000;

/** The same of a place that is a folder. */
export function openAuditFolder(place: string, stack: string): AuditPlace {
  return folder(join(place, stack));
}

/** The stack's own folder below that place: several stacks may have the same. */
export function openAuditPlace(place: string, stack: string, lake: RegionalLake): AuditPlace {
  const object = parseS3Url(`${place}/${stack}`);
  return object === null ? openAuditFolder(place, stack) : objects(object.bucket, object.key, lake);
}

function objects(bucket: string, prefix: string, lake: RegionalLake): AuditPlace {
  const keyOf = (head: AuditHead) => `${prefix}/${auditName(head)}`;
  return {
    name: `s3://${bucket}/${prefix}`,
    async after(seq) {
      const keys = await lake.keys({ bucket, prefix: `${prefix}/`, after: `${prefix}/${numbered(seq + 1)}` });
      return headsOf(
        keys.map((key) => key.slice(prefix.length + 1)),
        seq,
      );
    },
    read: async (head) => await lake.readText({ bucket, key: keyOf(head), maxBytes: MOST_BYTES }),
    async put(head, line) {
      await lake.upload({ bucket, key: keyOf(head), body: () => Readable.from([Buffer.from(line)]) });
    },
    // Only what IAM says of itself tells without an object: the look at the bot's permissions asks it.
    mayBegin: async () => {},
  };
}

function folder(path: string): AuditPlace {
  return {
    name: path,
    async after(seq) {
      const names = await readdir(path).catch((error) => nullWhenMissing(error, path));
      return headsOf(names ?? [], seq);
    },
    async read(head) {
      const text = await readFile(join(path, auditName(head)), "utf8").catch((error) =>
        nullWhenMissing(error, path),
      );
      return text;
    },
    async put(head, line) {
      try {
        await putFile(path, auditName(head), line);
      } catch (error) {
        throw refused(error as NodeJS.ErrnoException, path, "writing to");
      }
    },
    async mayBegin() {
      // The folder is made with the first entry, in the nearest one that is there.
      let folder = path;
      for (;;) {
        const error = await access(folder, constants.W_OK).then(
          () => null,
          (refusal: NodeJS.ErrnoException) => refusal,
        );
        if (error === null) return;
        if (error.code !== "ENOENT") throw refused(error, path, "writing to");
        folder = dirname(folder);
      }
    },
  };
}

/** Whole or not at all, also when the process dies: written beside its name, then linked to it, which fails where it is. */
async function putFile(path: string, name: string, line: string): Promise<void> {
  await mkdir(path, { recursive: true });
  const beside = join(path, `.${name}.${process.pid}`);
  // A process with this number that died here left one that nobody may write to.
  await rm(beside, { force: true });
  try {
    const file = await open(beside, "wx", 0o444);
    try {
      await file.writeFile(line);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(beside, join(path, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(beside, { force: true });
  }
}

function headsOf(names: readonly string[], after: number): readonly AuditHead[] {
  const heads = names.flatMap((name) => parseAuditName(name) ?? []);
  return heads.filter(({ seq }) => seq > after).sort((a, b) => a.seq - b.seq);
}

function numbered(seq: number): string {
  return String(seq).padStart(10, "0");
}

function nullWhenMissing(error: NodeJS.ErrnoException, path: string): null {
  if (error.code === "ENOENT") return null;
  throw refused(error, path, "reading");
}

function refused(error: NodeJS.ErrnoException, path: string, act: string): Problem {
  return new Problem("audit-place", `${act} the audit record in "${path}": the system says ${error.code}`, {
    remedy:
      "make it a folder that the user may write to whom the bot runs as, or set LOANS_AUDIT to another place",
    cause: error,
  });
}
