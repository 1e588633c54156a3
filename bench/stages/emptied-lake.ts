import { createClients } from "../../src/aws/clients.ts";
import { createLake } from "../../src/aws/lake.ts";

/**
 * Empties the bucket at the URL as the product does, about two seconds at a time, and prints as JSON what that came to and,
 * in bytes, the most resident memory that this process ever had. With `--expose-gc` it collects every tenth of a second what
 * nothing holds any more, and tells the most that was still held.
 */
const lake = createLake(createClients({ region: "us-west-1", endpoint: new URL(process.argv[2] ?? "") }));
let held = 0;

function weigh(): void {
  globalThis.gc?.();
  held = Math.max(held, process.memoryUsage().heapUsed);
}

const weighing = globalThis.gc === undefined ? undefined : setInterval(weigh, 100);
let deleted = 0;
let purged = await lake.purge({ bucket: "lake", forMs: 2_000 });
for (;;) {
  deleted += purged.deleted;
  if (!purged.more || purged.kept !== null) break;
  purged = await lake.purge({ bucket: "lake", forMs: 2_000 });
}
clearInterval(weighing);
weigh();
process.stdout.write(`${JSON.stringify({ deleted, held, peak: process.resourceUsage().maxRSS * 1_024 })}\n`);
