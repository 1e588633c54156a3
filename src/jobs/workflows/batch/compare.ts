import type { Day } from "../../../domain/day.ts";
import { addDays } from "../../../domain/day.ts";
import { otherSign } from "../../../domain/loans/amount.ts";
import { COMPARED_WITHIN_DAYS } from "../../../domain/loans/compared-within.ts";
import type { HashedFile } from "../../../domain/loans/hashed-file.ts";
import { judge } from "../../../domain/loans/plausibility.ts";
import { MOST_COUNTS, publishedDays, publishedPlaces } from "../../../domain/loans/published-days.ts";
import { areNamesVouched } from "../../../domain/loans/shown-day.ts";
import { isBankDay } from "../../../domain/schedule/bank-days.ts";
import type { WatchedStep } from "../../engine/workflow.ts";
import type { Statement } from "../steps/statements.ts";
import { statements } from "../steps/statements.ts";
import type { World } from "../world.ts";
import { countedBy } from "./count-arguments.ts";
import { tellable } from "./held-day.ts";
import { countedDay, readReport, reportUnreadable } from "./quality.ts";
import type { KeptFiles, TwinDay } from "./same-bytes.ts";
import { isCompared, publishedTwin } from "./same-bytes.ts";
import { earlierBankDays } from "./trend-days.ts";

/** What the step reads of those before it. */
interface Before {
  readonly "check-source": HashedFile & {
    readonly warnings?: readonly string[];
    readonly otherDecimal?: readonly string[] | undefined;
  };
  readonly "upload-script": { readonly sha256: string };
  readonly "upload-raw": { readonly bucket: string };
  /** A run that an earlier release had audited does not say what the lake has. */
  readonly audit: { readonly prefix: string; readonly kept?: KeptFiles };
}

/** What is told beside the counts, and the newest bank day before it that is published. */
export interface Compared {
  readonly warnings: readonly string[];
  readonly previous: Day | null;
}

/** The counts of the day and of those that it is held against. */
export function countsTo(day: Day): Statement {
  const oldest = addDays(day, -COMPARED_WITHIN_DAYS);
  return {
    file: "summary/category-counts",
    words: { most: String(MOST_COUNTS) },
    parameters: { day, oldest },
  };
}

/**
 * Holds the day against the published days before it, while nobody has seen it. Its names are read here, where the names
 * of those days are known, and go no further where they may be customers.
 */
export function compare(): WatchedStep<{ readonly day: Day }, Before, World, Compared> {
  return statements({
    list: async ({ input: { day }, results: { audit } }) => [
      countsTo(day),
      ...filesOf(audit.kept?.twins.filter((twin) => !isCompared(twin.day, day)) ?? []),
    ],
    output: async ({ input, world, results, released }, [counts = "", files]) => {
      const { contract, calendar, isFileOfAllDays } = world.settings;
      const { bucket } = results["upload-raw"];
      const { prefix, kept } = results.audit;
      const report = await readReport(world.lake, { bucket, prefix });
      if (report === null) throw reportUnreadable(prefix);
      const before = publishedDays(await world.warehouse.rows(counts)).filter(({ day }) => day < input.day);
      const others = files === undefined ? [] : publishedPlaces(await world.warehouse.rows(files));
      const file = results["check-source"];
      const { sha256, warnings = [] } = file;
      const published = [...before, ...others];
      const findings = judge(
        {
          ...countedDay(report),
          isFileOfAllDays,
          otherDecimal: { sign: otherSign[contract.decimal], columns: file.otherDecimal ?? [] },
          areVouched: areNamesVouched(released, { warnings, file: sha256 }),
          sameAs: kept === undefined ? null : await publishedTwin(world, { kept, published, file }),
        },
        {
          day: input.day,
          earlier: earlierBankDays({ calendar }, before, input.day),
          published: before,
          contract,
        },
      );
      const count = countedBy(contract, results["upload-script"].sha256);
      return {
        warnings: tellable(findings, { released, of: { file: file.sha256, count } }),
        previous: before.find(({ day }) => isBankDay(calendar, day))?.day ?? null,
      };
    },
    stopped: () => "nothing was published",
    // What the lake has of other days is read there.
    retryFrom: "audit",
    retryHeldFrom: "check-source",
  });
}

/** By which files the days are published that the comparison does not come by; asked only where there are any. */
function filesOf(twins: readonly TwinDay[]): readonly Statement[] {
  const [last, first] = [twins[0]?.day, twins.at(-1)?.day];
  if (last === undefined || first === undefined) return [];
  return [{ file: "check/published-files", parameters: { first, last } }];
}
