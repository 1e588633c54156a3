import { writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * The product, started as `src/main.ts` starts itself, on a scale: at SIGUSR2 it collects what nothing holds any more
 * and writes to `$BENCH_WEIGHT` how much memory it has then, in bytes, as `process.memoryUsage` tells it, and what processor
 * time it has taken until that, in microseconds.
 */
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
process.on("SIGUSR2", () => {
  const { user, system } = process.cpuUsage();
  collect();
  collect();
  writeFileSync(
    process.env["BENCH_WEIGHT"] ?? "",
    JSON.stringify({ ...process.memoryUsage(), cpu: user + system }),
  );
});
await import("../../src/main.ts");
