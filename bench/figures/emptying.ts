import { join } from "node:path";
import { firstLine, startProgram } from "../../sandbox/driver/program.ts";
import { appOptions } from "../../sandbox/sandbox.ts";
import type { Comparison, Figure } from "../figure.ts";
import { serveVersions } from "../stages/many-versions.ts";
import type { Workshop } from "../workshop.ts";

/** What a hundred times as many versions may hold more of the memory, and ten times as many take more at their most. */
const BOUNDED = { held: 1.25, peak: 1.25 };

const program = join(import.meta.dirname, "..", "stages", "emptied-lake.ts");

interface Lake {
  readonly count: number;
  readonly isLocked?: (index: number) => boolean;
}

const few: Lake = { count: 2_000 };
const many: Lake = { count: 200_000 };
const locked: Lake = { ...many, isLocked: (at) => at % 3 === 0 };
/** By then the heap has grown to where V8 collects: what garbage it leaves until there says nothing of the product. */
const grown: Lake = { count: 100_000 };
const million: Lake = { count: 1_000_000 };

/** Whether the memory that emptying a lake takes grows with the lake. */
export const emptying: Figure = {
  name: "emptying",
  limitMs: () => 300_000,
  async measure(workshop) {
    const heldOfFew = await weights(workshop, few, "held");
    const heldBy = async (name: string, lake: Lake): Promise<Comparison> => ({
      case: name,
      unit: "MB",
      measured: { what: whatIs("held", lake), values: await weights(workshop, lake, "held") },
      baseline: { what: whatIs("held", few), values: heldOfFew },
      aim: { of: "ratio", under: BOUNDED.held },
    });
    return [
      await heldBy("held", many),
      await heldBy("held, a third of the versions locked", locked),
      {
        case: "at most",
        unit: "MB",
        measured: { what: whatIs("peak", million), values: await weights(workshop, million, "peak") },
        baseline: { what: whatIs("peak", grown), values: await weights(workshop, grown, "peak") },
        aim: { of: "ratio", under: BOUNDED.peak },
      },
    ];
  },
};

type Weight = keyof typeof BOUNDED;

function whatIs(weight: Weight, { count }: Lake): string {
  const memory = { held: "most heap in use right after it was collected", peak: "most resident memory" }[
    weight
  ];
  return `${memory}, of a process that empties a bucket of ${count} versions and markers, half of each`;
}

/** Of one process after the other that empties such a bucket, in MB. */
async function weights(workshop: Workshop, lake: Lake, weight: Weight): Promise<readonly number[]> {
  const found: number[] = [];
  await workshop.repeat({ times: 3, withinMs: 25_000 }, async () => {
    found.push(await weigh(lake, weight));
  });
  return found;
}

async function weigh(lake: Lake, weight: Weight): Promise<number> {
  const s3 = await serveVersions(lake);
  const env = { ...process.env, AWS_ACCESS_KEY_ID: "bench", AWS_SECRET_ACCESS_KEY: "bench" };
  const collects = weight === "held" ? ["--expose-gc"] : [];
  const node = startProgram([...appOptions, ...collects, program, s3.url], { stderr: "inherit", env });
  try {
    const weighed = JSON.parse(await firstLine(node)) as Record<Weight | "deleted", number>;
    if (weighed.deleted !== lake.count - s3.left()) {
      throw new Error(`emptying ${lake.count}: ${weighed.deleted} were deleted and ${s3.left()} are left`);
    }
    return weighed[weight] / 1_024 ** 2;
  } finally {
    await node.stop();
    await s3.close();
  }
}
