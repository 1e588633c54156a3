import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/** A file that is nothing like the one that the product was made for, through all of it with the real Spark. */

const contract = `
separator: ";"
encoding: windows-1252
decimal: ","
extraColumns: allow
columns:
  Kredit: { is: category }
  Vertrag: { is: id, personal: true }
  Betrag: { is: amount, sum: true }
  Offener Rest: { is: amount, sum: true }
totals: [Summe]
categories: [GRÜNKREDIT, €-LINIE]
footer: "^Ende der Datei"
`;
let product: Product;
let files: string;

const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;
const summaryOf = async (day: string) => await product.textOf(summaryId(runOf(day)));

/** What one character of the text is in windows-1252: none of it has a letter beyond U+00FF but the euro sign. */
function windows1252(text: string): Buffer {
  return Buffer.from(text.replaceAll("€", "\u0080"), "latin1");
}

function put(day: string, ...lines: readonly string[]): void {
  writeFileSync(join(files, `${day}.csv`), gzipSync(windows1252(lines.join("\r\n"))));
}

/** Puts the file of the day there and answers the day's card, once it has ended. */
async function run(day: string, ...lines: readonly string[]): Promise<string> {
  put(day, ...lines);
  await product.says(`/loans run ${day}`);
  const card = cardId(runOf(day));
  await expect.poll(() => product.textOf(card)).toMatch(/^(✅|❌|⚠️)/m);
  return await product.textOf(card);
}

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), "loan-tracker-other-bank-"));
  writeFileSync(join(files, "contract.yaml"), contract);
  product = await startProduct(
    { LOANS_SOURCE: join(files, "{date}.csv"), LOANS_CONTRACT: join(files, "contract.yaml") },
    sharedSpark(),
  );
  await product.deploy();
});

afterAll(async () => {
  await product?.stop();
  rmSync(files, { recursive: true, force: true });
});

const end = "Ende der Datei";
const header = '"Vertrag";Filiale;" Kredit ";Betrag;Offener Rest';

test("is read by its contract: each row that is no loan is named, and sums stand beside the counts", async () => {
  const card = await run(
    "2026-11-02",
    ...[
      "",
      header,
      "V1;Köln;GRÜNKREDIT;1.000,50;0,1",
      'V2;"Köln; Süd";GRÜNKREDIT;"2.000";0,2',
      "V3;;€-LINIE;-0,5;x",
    ],
    ...[header.replaceAll('"', ""), ";;;;", "Summe;;;3.000,00;0,3", "Ende der Datei; 3 Zeilen"],
  );

  expect(card).toContain("✅ succeeded");
  const summary = await summaryOf("2026-11-02");
  expect(summary).toMatch(/^Category\s+Loans\s+Betrag\s+Offener Rest$/m);
  expect(summary).toMatch(/^GRÜNKREDIT\s+2\s+3,000\.50\s+0\.30$/m);
  expect(summary).toMatch(/^€-LINIE\s+1\s+-0\.50\s+0\.00$/m);
  expect(summary).toMatch(/^Total\s+3\s+3,000\.00\s+0\.30$/m);
  expect(summary).toContain(
    "Adds up: 7 rows in the file − 1 repeated header − 1 blank − 1 total − 1 footer = 3 counted by Spark = 3 in Redshift. " +
      "The same in all three: Betrag 3,000.00, Offener Rest 0.30.",
  );
  expect(summary).toContain("1 unreadable value in Offener Rest");
});

test("another day finds the table's columns there", async () => {
  expect(await run("2026-11-03", header, "V1;Köln;GRÜNKREDIT;7;1", end)).toContain("✅ succeeded");
  expect(await summaryOf("2026-11-03")).toContain("Betrag 7.00, Offener Rest 1.00.");
});

test("from the third day on amounts have a line as counts do", async () => {
  const rows = ["V1;Köln;GRÜNKREDIT;6,5;1", "V2;Köln;GRÜNKREDIT;1;0", "V3;Köln;€-LINIE;2;5"];
  expect(await run("2026-11-04", header, ...rows, end)).toContain("✅ succeeded");
  const summary = await summaryOf("2026-11-04");
  const head = ["Category", "Loans", "Tue 3 Nov", "Change", "Betrag", "Offener Rest", "Note", "14 days"];
  expect(summary).toMatch(
    new RegExp(`^${[...head, "Betrag, 14 days", "Offener Rest, 14 days"].join("\\s+")}$`, "m"),
  );
  const before = "·".repeat(11);
  // 2, 1 and 2 loans of 3,000.50, 7 and 7.50; what was open of them was 0.30, 1 and 1.
  expect(summary).toMatch(
    new RegExp(`^GRÜNKREDIT +2 +1 +\\+1 +7\\.50 +1\\.00 +– +${before}█▅█ +${before}█▂▂ +${before}▄██$`, "m"),
  );
  // Those below zero stand lowest, and it was not there on the second day.
  expect(summary).toMatch(
    new RegExp(`^€-LINIE +1 +0 +\\+1 +2\\.00 +5\\.00 +back +${before}█▁█ +${before}▁▃█ +${before}▁▁█$`, "m"),
  );
});

test("an honest day of 45 loans in 25 categories is told, those in few rows together", async () => {
  const loans = [8, 6, 4, 3, 2, 2, 2, ...Array<number>(18).fill(1)];
  const rows = loans.flatMap((count, product) =>
    Array<string>(count).fill(`PRODUKT ${String.fromCodePoint(65 + product)}`),
  );
  const lines = rows.map((category, at) => `V${at};Köln;${category};1;0`);
  expect(await run("2026-11-05", header, ...lines, end)).toContain("✅ succeeded");
  const summary = await summaryOf("2026-11-05");
  expect(summary).toContain("Loans: 45 in 25 categories");
  expect(summary).toMatch(/^PRODUKT A +8 /m);
  expect(summary).toMatch(/^not shown \(22 names\) +27 /m);
  expect(summary).not.toContain("PRODUKT Y");
  expect(summary).toContain(
    "Adds up: 46 rows in the file − 1 footer = 45 counted by Spark = 45 in Redshift.",
  );
});
