import { Counter, collectDefaultMetrics, Gauge as Dial, Histogram, Registry } from "prom-client";
import type { AwsCall } from "../../aws/clients.ts";
import type { SlackCall } from "../../bot/slack-client.ts";
import type { JournalLine } from "../../domain/runs/journal-line.ts";
import type { Gauge } from "./gauges.ts";

/** Counts what the product does, for Prometheus. Everything it hears is kept in this process alone. */
export interface Meter {
  journaled(line: JournalLine): void;
  awsCalled(call: AwsCall): void;
  slackCalled(call: SlackCall): void;
  /** A request was turned away; `because` is one of a few constant phrases. */
  refused(because: string): void;
  /** A number that is read whenever somebody looks. */
  watch(gauge: Gauge): void;
  /** All of it in Prometheus' text format. Never rejects: a gauge that cannot be read is left out. */
  text(): Promise<string>;
  /** The text's content type. */
  readonly contentType: string;
}

/** Seconds: steps take from a moment (a quick look) to hours (a person's word, a large file on EMR). */
const STEP_BUCKETS = [0.1, 0.5, 1, 5, 15, 60, 180, 600, 1_800, 7_200, 28_800];

/** Makes a meter with a registry of its own, which also tells what Node knows of the process. */
export function createMeter(): Meter {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const count = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `loans_${name}`, help, labelNames, registers });
  const time = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Histogram({ name: `loans_${name}`, help, labelNames, buckets: STEP_BUCKETS, registers });

  const entries = count("journal_entries_total", "Journal entries that this process wrote", [
    "workflow",
    "kind",
  ]);
  const runs = count("runs_total", "Runs that ended", ["workflow", "outcome"]);
  const steps = count("steps_total", "Steps that ended", ["workflow", "step", "outcome"]);
  const runSeconds = time("run_seconds", "Time of a run from its request, or its last retry, to its end", [
    "workflow",
    "outcome",
  ]);
  const stepSeconds = time("step_seconds", "Time of a step from its start to its end, waits included", [
    "workflow",
    "step",
  ]);
  const awsCalls = count("aws_calls_total", "Calls to AWS, the SDK's repeats not counted", [
    "service",
    "operation",
    "outcome",
  ]);
  const slackCalls = count("slack_calls_total", "Calls to Slack's Web API", ["method", "outcome"]);
  const refusals = count("requests_refused_total", "Requests that were turned away at the door", ["because"]);

  return {
    journaled({ workflow, kind, step, outcome, elapsedMs }) {
      entries.inc({ workflow, kind });
      if (outcome !== undefined) {
        runs.inc({ workflow, outcome });
        if (elapsedMs !== undefined) runSeconds.observe({ workflow, outcome }, elapsedMs / 1_000);
      } else if (step !== null && (kind === "done" || kind === "failed" || kind === "undone")) {
        steps.inc({ workflow, step, outcome: kind });
        if (elapsedMs !== undefined) stepSeconds.observe({ workflow, step }, elapsedMs / 1_000);
      }
    },
    awsCalled: ({ service, operation, outcome }) => awsCalls.inc({ service, operation, outcome }),
    slackCalled: (call) => slackCalls.inc({ ...call }),
    refused: (because) => refusals.inc({ because }),
    watch: (gauge) => dial(gauge, registers),
    text: async () => await registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Reads the gauge whenever somebody looks at the registers. */
function dial({ name, help, labels, read }: Gauge, registers: Registry[]): void {
  new Dial({
    name,
    help,
    labelNames: [...labels],
    registers,
    async collect() {
      // What was true at the last look is not repeated as if it were true now.
      this.reset();
      // A gauge without labels is reset to 0, which would be a number.
      if (labels.length === 0) this.remove();
      for (const { value, labels: of = {} } of await read().catch(() => [])) this.set(of, value);
    },
  });
}
