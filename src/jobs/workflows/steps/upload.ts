import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { StepContext, WatchedStep } from "../../engine/workflow.ts";
import type { World } from "../world.ts";
import { deployedStack } from "./deployed-stack.ts";

/** A file to put into the lake, known by its hash before the first byte goes out. */
export interface Upload {
  readonly key: string;
  readonly sha256: string;
  /** Fails where its bytes are not those of the hash, so that nothing is put under a wrong key. */
  readonly body: () => Readable;
}

/** Where an upload lies. */
export interface Uploaded {
  readonly bucket: string;
  readonly key: string;
  readonly sha256: string;
}

/** Puts one file under a key that holds its hash; a file that lies there already is the same file. */
export function upload<Input, Results>({
  what,
  retryFrom,
}: {
  readonly what: (context: StepContext<Input, Results, World>) => Upload;
  readonly retryFrom: string;
}): WatchedStep<Input, Results, World, Uploaded> {
  return {
    observe: async (context) => {
      const { key, sha256 } = what(context);
      const bucket = (await deployedStack(context.world)).BucketName;
      if (!(await context.world.lake.head({ bucket, key }))) return { is: "absent" };
      return { is: "done", output: { bucket, key, sha256 } };
    },
    run: async (context) => {
      const { key, body } = what(context);
      const bucket = (await deployedStack(context.world)).BucketName;
      await context.world.lake.upload({ bucket, key, body });
    },
    every: "2s",
    within: "1h",
    retryFrom,
  };
}

/** The SHA-256 of bytes, in hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A stream over bytes in memory. */
export function streamOf(bytes: Uint8Array): Readable {
  return Readable.from([Buffer.from(bytes)]);
}
