import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { NOTHING_KNOWN } from "../../../src/domain/loans/names/known-names.ts";
import { DayHeld, Problem } from "../../../src/domain/problem.ts";
import { readLoanFile } from "../../../src/jobs/workflows/batch/loan-file.ts";
import { kinds } from "../../differential/kinds/index.ts";
import { oddFile } from "../../differential/odd-files.ts";

/** All that the rows of a generated file hold that no header and no rule says. */
const values =
  /LN\d|CLERK|FARMER|TEACHER|SHOP KEEPER|HOUSING|GOLD|BUSINESS|AGRICULT|WHEELER|DAIRY|ALLES|OUI/i;
/** As rows have it; of totals a rule speaks too. */
const total = /TOTAL|\bTotal/;

const holding = kinds.filter((kind) => oddFile("alone", [kind], 1).reasons.length > 0);

test.each(holding)("no sentence about a held file quotes a value of its rows: $name", async (kind) => {
  for (const seed of [1, 2, 3]) {
    const { bytes, contract } = oddFile("alone", [kind], seed);
    const problem: unknown = await readLoanFile(Readable.from([bytes]), {
      ...{ name: "loan.csv", contract, released: [], known: async () => NOTHING_KNOWN },
    }).catch((error: unknown) => error);
    if (!(problem instanceof Problem)) throw new Error("the file was taken", { cause: problem });
    expect(problem.message).not.toMatch(values);
    expect(problem.message).toMatch(/^reading "loan\.csv": [^\n]+; [^\n]+$/);
    expect(problem.message).not.toMatch(total);
    if (problem instanceof DayHeld) for (const { says } of problem.holds) expect(says).not.toMatch(values);
  }
});
