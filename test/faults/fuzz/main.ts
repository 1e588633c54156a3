import { readOptions, wholeNumber } from "../../../src/cli/command-line.ts";
import { Problem } from "../../../src/domain/problem.ts";
import { fuzz } from "./fuzz.ts";

/** `npm run fuzz`: signed nonsense at the door of the whole product, or over its own connections; ends with 1 when it changed anything. */

const act = "fuzzing";
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());

try {
  const asked = readOptions(
    {
      payloads: { type: "string", default: "10000" },
      seed: { type: "string", default: "1" },
      sockets: { type: "boolean", default: false },
    },
    { act, usage: "use npm run fuzz -- [--payloads N] [--seed N] [--sockets]" },
  );
  const count = wholeNumber(asked.payloads, { act, option: "--payloads", least: 1, most: 1_000_000 });
  const seed = wholeNumber(asked.seed, { act, option: "--seed", least: 0, most: 2 ** 31 });
  const { sent, statuses, slowestMs, medianMs, wrong } = await fuzz({
    count,
    seed,
    over: asked.sockets ? "sockets" : "http",
    signal: interruption.signal,
  });
  for (const [kind, ofKind] of [...statuses].toSorted()) {
    const counts = [...ofKind].toSorted().map(([status, times]) => `${status} × ${times}`);
    process.stdout.write(`${kind}: ${counts.join(", ")}\n`);
  }
  for (const what of wrong) process.stdout.write(`${what}\n`);
  process.stdout.write(
    `seed ${seed}: ${sent} signed payloads, ${wrong.length} things wrong; ` +
      `slowest answer ${slowestMs.toFixed(0)} ms, median ${medianMs.toFixed(1)} ms\n`,
  );
  process.exitCode = wrong.length === 0 && sent === count ? 0 : 1;
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
