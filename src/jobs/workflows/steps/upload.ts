import { createHash } from "node:crypto";
import { Readable, Transform } from "node:stream";
import { Problem } from "../../../domain/problem.ts";
import type { StepContext, WatchedStep } from "../../engine/workflow.ts";
import type { World } from "../world.ts";
import { deployedStack } from "./deployed-stack.ts";

/** A file to put into the lake, known by its hash before the first byte goes out. */
export interface Upload {
  readonly key: string;
  readonly sha256: string;
  readonly body: () => Readable;
}

/** Where an upload lies. */
export interface Uploaded {
  readonly bucket: string;
  readonly key: string;
  readonly sha256: string;
}

/** Puts one file under a key that holds its hash; a file that lies there already is the same file. */
export function upload<Input, Results>(
  what: (context: StepContext<Input, Results, World>) => Upload,
): WatchedStep<Input, Results, World, Uploaded> {
  return {
    observe: async (context) => {
      const { key, sha256 } = what(context);
      const bucket = (await deployedStack(context.world)).BucketName;
      if (!(await context.world.lake.head({ bucket, key }))) return { is: "absent" };
      return { is: "done", output: { bucket, key, sha256 } };
    },
    run: async (context) => {
      const { key, sha256, body } = what(context);
      const bucket = (await deployedStack(context.world)).BucketName;
      await context.world.lake.upload({
        bucket,
        key,
        body: () => {
          const checked = matching(sha256, key);
          const source = body();
          source.on("error", (error) => checked.destroy(error));
          return source.pipe(checked);
        },
      });
    },
    every: "2s",
    within: "1h",
  };
}

/** Fails the stream at its end when the bytes were not those of the hash, so that nothing is put under a wrong key. */
function matching(sha256: string, key: string): Transform {
  const hash = createHash("sha256");
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      if (hash.digest("hex") === sha256) return done();
      done(
        new Problem("file-changed", `uploading ${key}: the file changed while it was read`, {
          remedy: "press Retry once the file is complete",
        }),
      );
    },
  });
}

/** The SHA-256 of bytes, in hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A stream over bytes in memory. */
export function streamOf(bytes: Uint8Array): Readable {
  return Readable.from([Buffer.from(bytes)]);
}
