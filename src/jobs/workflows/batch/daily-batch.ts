import type { Day } from "../../../domain/day.ts";
import { durationMs } from "../../../domain/duration.ts";
import { reconcileSums, sumsBeside, sumsIn } from "../../../domain/loans/amount-sums.ts";
import type { DaySummary } from "../../../domain/loans/category-counts.ts";
import { compare as changesBetween, total } from "../../../domain/loans/category-counts.ts";
import { sumColumns } from "../../../domain/loans/contract/spark-contract.ts";
import { loanFile } from "../../../domain/loans/loan-file.ts";
import { knownNames } from "../../../domain/loans/names/known-names.ts";
import { publishedDays } from "../../../domain/loans/published-days.ts";
import { areNamesVouched, shownDay } from "../../../domain/loans/shown-day.ts";
import { reconcile } from "../../../domain/loans/tally.ts";
import { rowsOf, trendOf } from "../../../domain/loans/trend-of-days.ts";
import { usualOfDay } from "../../../domain/loans/usual-of-day.ts";
import type { CountedFile } from "../../../domain/runs/day-number/counted-file.ts";
import type { EmrStepName } from "../../../domain/runs/effect-names.ts";
import { emrStepsOfRun, emrStepsOfTry, folderOfTry, stageOfTry } from "../../../domain/runs/effect-names.ts";
import type { Release } from "../../../domain/runs/run-progress.ts";
import { batchFacts } from "../../../domain/workflows/batch-facts.ts";
import type { StepContext } from "../../engine/workflow.ts";
import { workflow } from "../../engine/workflow.ts";
import { sayAnew } from "../steps/say-anew.ts";
import type { Statement } from "../steps/statements.ts";
import { statements } from "../steps/statements.ts";
import { sha256Of, streamOf, upload } from "../steps/upload.ts";
import type { World } from "../world.ts";
import { compare, countsTo } from "./compare.ts";
import { readingArguments, readsBy } from "./count-arguments.ts";
import { readDayFile, sameDayFile } from "./day-file.ts";
import { emrSteps } from "./emr-steps.ts";
import { fileChange } from "./file-change.ts";
import { forceApproval, toldNow } from "./force-approval.ts";
import { sumsDiffer, tellable } from "./held-day.ts";
import { reconcilePerCategory } from "./per-category.ts";
import { audit } from "./quality.ts";
import { keptFiles, rawKey } from "./same-bytes.ts";
import { runOf, withdrawnBefore } from "./told-before.ts";
import { earlierBankDays, sumsBetween, trendDays } from "./trend-days.ts";
import { wake } from "./wake.ts";

/** A batch is asked for by its day. */
export interface DayRequest {
  readonly day: Day;
  /** The backfill that opened it: its card tells of this day, as long as it is at it, instead of a summary. */
  readonly backfill?: string;
  /** It was no bank day when it was asked for: which one, such as `Saturday`. */
  readonly noBankDay?: string;
  /** It was asked for with `--force`, which needs a second person. */
  readonly approval?: "force";
}

type BatchContext = StepContext<DayRequest, unknown, World>;

/** The day's output is under the run and the attempt, so that no two tries ever write to the same place. */
const tryOf = ({ run, attempt }: Pick<BatchContext, "run" | "attempt">) => ({ runId: run.id, attempt });

/** As long as this a day waits until its summary is said; then the next one goes on, and it is said once Slack takes it. */
const TELLING = "10m";

/** One day's loans: Spark counts them by category, Redshift sees the day, the channel hears about it. */
export const dailyBatch = workflow<DayRequest, World, typeof batchFacts>(batchFacts)
  .step("look", { run: toldNow })
  .step("approve", forceApproval)
  .step("check-source", {
    run: readDayFile,
  })
  .step(
    "upload-raw",
    upload({
      what: ({ input, world, results: { "check-source": file } }) => ({
        key: rawKey(input.day, file),
        sha256: file.sha256,
        body: () => sameDayFile(file, { day: input.day, world }),
      }),
      retryFrom: "check-source",
    }),
  )
  .step(
    "upload-script",
    upload({
      what: ({ world: { settings } }) => ({
        key: `scripts/${sha256Of(settings.script)}/loan_tracker.py`,
        sha256: sha256Of(settings.script),
        body: () => streamOf(settings.script),
      }),
      // Nothing is counted yet, and the day may have another file by then.
      retryFrom: "check-source",
    }),
  )
  .step("wake", wake())
  .step(
    "process",
    emrSteps({
      wish: (context) => {
        const { input, run, results } = context;
        const raw = results["upload-raw"];
        const script = results["upload-script"];
        const runPrefix = emrStepsOfRun(run.id);
        const prefix = emrStepsOfTry(tryOf(context));
        const step = (name: EmrStepName) => `${prefix}${name}`;
        const loans = `hdfs:///loan/${folderOfTry(tryOf(context))}/`;
        const counts = `hdfs:///output/${folderOfTry(tryOf(context))}/`;
        const rawFile = `--src=s3://${raw.bucket}/${raw.key.replace(/[^/]+$/, "")}`;
        const scriptFile = `s3://${script.bucket}/${script.key}`;
        const { contract } = context.world.settings;
        return {
          clusterId: results.wake.clusterId,
          ...{ prefix, runPrefix },
          counts: (args) => args.has(rawFile) && args.has(scriptFile) && readsBy(args, contract),
          steps: [
            {
              name: step("1-in"),
              args: ["s3-dist-cp", rawFile, `--dest=${loans}`],
            },
            {
              name: step("2-count"),
              args: [
                ...["spark-submit", "--deploy-mode", "client", scriptFile],
                ...["--input", loans, "--output", counts, "--report", `${counts}_quality.json`],
                ...["--run-id", run.id, "--day", input.day],
                ...readingArguments(loanFile.parse(results["check-source"]), contract),
              ],
            },
            {
              name: step("3-out"),
              args: [
                "s3-dist-cp",
                `--src=${counts}`,
                `--dest=s3://${raw.bucket}/${stageOfTry(input.day, tryOf(context))}`,
              ],
            },
          ],
        };
      },
      retryFrom: "check-source",
    }),
  )
  .step("audit", {
    run: async ({ input, run, world, results }) => {
      const { bucket } = results["upload-raw"];
      // Where it was counted: a release goes on from here in an attempt that has counted nothing.
      const prefix = stageOfTry(input.day, { runId: run.id, attempt: results.process.attempt });
      // A run that an earlier version began knows less of its file.
      const file = loanFile.parse(results["check-source"]);
      const { rules } = world.settings.contract;
      const audited = await audit(world, { bucket, prefix, file, rules });
      const kept = await keptFiles(world, { bucket, day: input.day, file });
      return { ...audited, prefix, kept };
    },
    retryFrom: "check-source",
  })
  .step("compare", compare())
  .step(
    "publish",
    statements({
      list: async (context) => {
        // What was audited: a retry of this step alone has an attempt that wrote nothing.
        const { audit: audited, "upload-raw": raw } = context.results;
        const words = { day: context.input.day, location: `s3://${raw.bucket}/${audited.prefix}` };
        return [
          ...summed(context).flatMap(({ column }) => columnOf(column)),
          { file: "publish/add-partition", words },
          { file: "publish/set-location", words },
        ];
      },
      output: async ({ results }) => ({ location: results.audit.prefix }),
      stopped: publishedWords,
      // Other days may have been published by then, also by the same file.
      retryFrom: "audit",
    }),
  )
  .step(
    "reconcile",
    statements({
      list: async (context) => {
        const { input, world, results } = context;
        const { day } = input;
        const { previous } = results.compare;
        const [oldest = day] = [...trendDays(world.settings, day), previous ?? day].toSorted();
        return [countsTo(day), ...sumsBetween(summed(context), { oldest, day })];
      },
      output: async (context, [statementId = "", sumsId]) => {
        const { input, world, run, results, releases, released } = context;
        const rows = await world.warehouse.rows(statementId);
        const file = loanFile.parse(results["check-source"]);
        const days = publishedDays(rows);
        const of = (day: Day | null) => days.find((one) => one.day === day);
        const counts = of(input.day)?.counts ?? [];
        const before = of(results.compare.previous) ?? null;
        const tally = {
          fileRows: file.rows,
          malformedRows: file.malformedRows,
          leftOut: file.leftOut,
          sparkRows: results.audit.sparkRows,
          redshiftRows: total(counts),
        };
        const verdict = reconcile(tally);
        const columns = summed(context);
        const sumRows = sumsId === undefined ? [] : await world.warehouse.rows(sumsId);
        const sums = sumsId === undefined ? null : sumsIn(rowsOf(sumRows, input.day), columns);
        const verdicts = [
          ...[verdict, ...(sums ? [reconcileSums(file.sums, sums)] : [])],
          ...reconcilePerCategory(results.audit.perCategory, { counts, sums: sums ?? [] }),
        ];
        for (const found of verdicts)
          if (!found.adds) tellable([sumsDiffer(found.says)], { released: [], of: { file: file.sha256 } });
        const [, countStep = ""] = results.process.stepIds;
        const isChanged = await changedMeanwhile(file, world.source(input.day));
        const warnings = [
          ...file.warnings,
          ...results.compare.warnings,
          ...results.audit.warnings,
          ...isChanged,
        ];
        const { contract } = world.settings;
        const known = knownNames(days.filter((one) => one.day < input.day));
        const areVouched = areNamesVouched(released, { warnings, file: file.sha256 });
        const shown = shownDay(counts, { contract, known, areVouched });
        const previous = before && {
          day: before.day,
          counts: shown.beside(before.counts),
          ...runOf(before.path),
        };
        const trend = trendOf(days, {
          days: trendDays(world.settings, input.day),
          categories: changesBetween(shown.counts, previous?.counts ?? null).map(({ category }) => category),
          shown: shown.beside,
          usual: usualOfDay(
            input.day,
            { counts, earlier: earlierBankDays(world.settings, days, input.day) },
            contract.rules,
          ),
          sums: { rows: sumRows, columns },
        });
        const summary: DaySummary = {
          day: input.day,
          runId: run.id,
          counts: shown.counts,
          previous,
          tally,
          ...(sums && { sums: sumsBeside(sums, shown.folds) }),
          ...(trend && { trend }),
          ...(await withdrawnBefore(world, { bucket: results["upload-raw"].bucket, day: input.day, file })),
          ...saidBeside(warnings, { releases, file: file.sha256 }),
          lineage: {
            source: file.name,
            sourceSha256: file.sha256,
            scriptSha256: results["upload-script"].sha256,
            emrStepId: countStep,
            statementId,
          },
        };
        return summary;
      },
      retryHeldFrom: "check-source",
    }),
  )
  .step("summarize", {
    observe: async ({ input, world, run, results, journal }) => {
      const stands = await world.outbox.seeSummary(run.id);
      if (stands === "posted") return { is: "done", output: results.reconcile };
      if (stands !== "owed") return { is: "absent" };
      const owedMs = world.clock.now().getTime() - Date.parse(journal[0]?.at ?? "");
      // Who tells the day of a backfill is known once the day has ended: its backfill waits for that, and the outbox for it.
      const isLeftToOutbox =
        input.backfill !== undefined || owedMs >= durationMs(TELLING) / world.settings.pace;
      return isLeftToOutbox ? { is: "done", output: results.reconcile } : { is: "underway" };
    },
    run: async ({ input, world, results }) => {
      await world.outbox.oweSummary(results.reconcile);
      await sayAnew(world, input.day);
    },
    every: "5s",
    within: "24h",
  });

/** What is told beside the counts; of the releases those that let something of it pass: another file may have come since. */
function saidBeside(
  warnings: readonly string[],
  { releases, file }: { readonly releases: readonly Release[]; readonly file: string },
): Pick<DaySummary, "warnings" | "releases"> {
  const those = releases.filter(({ holds }) =>
    holds.some(({ says, of }) => warnings.includes(says) && (of?.file ?? file) === file),
  );
  const words = those.map(({ by, reason, heldSince }) => ({ by, reason, heldSince }));
  return those.length === 0 ? { warnings } : { warnings, releases: words };
}

/** The contract's sums, as far as the upload made them: a run that an earlier version began has none. */
function summed({ world, results }: StepContext<DayRequest, { readonly "check-source": object }, World>) {
  const { sums } = loanFile.parse(results["check-source"]);
  return sumColumns(world.settings.contract.columns).filter(({ amount }) => amount in sums);
}

/** Redshift's `add column` knows no "if not exists". */
function columnOf(column: string): readonly Statement[] {
  return [
    { file: "check/external-column", parameters: { column } },
    { file: "schema/external-column", words: { column }, unlessFound: true },
  ];
}

/** What the summary says where the file is another one by the time that its counts are told. */
async function changedMeanwhile(
  file: Pick<CountedFile, "sha256" | "bytes" | "modifiedAt">,
  place: ReturnType<World["source"]>,
): Promise<readonly string[]> {
  const change = await fileChange({ ...file, readAt: null }, place);
  if (change === null) return [];
  return [`${place.name} has changed since it was counted; these are the counts of the file as it was`];
}

/** Either statement lets a new day appear; the second one alone moves a day that was published before. */
function publishedWords(files: readonly string[]): string {
  if (files.includes("publish/set-location"))
    return "the day was published already: Redshift shows its counts";
  return files.includes("publish/add-partition")
    ? "the day's partition was there already: Redshift may show its counts"
    : "nothing was published";
}
