import { Readable } from "node:stream";
import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { contractFile, contractOf } from "../../../src/domain/loans/contract/contract.ts";
import { NOTHING_KNOWN } from "../../../src/domain/loans/names/known-names.ts";
import { Problem } from "../../../src/domain/problem.ts";
import { readLoanFile } from "../../../src/jobs/workflows/batch/loan-file.ts";

const csv = "id,loan_category\n1,HOUSING\n2,GOLD LOAN\n";

async function problemOf(file: Buffer | string, more: Readonly<Record<string, unknown>> = {}) {
  const columns = { id: { is: "id" }, loan_category: { is: "category" } };
  const error = await readLoanFile(Readable.from([Buffer.from(file)]), {
    ...{ name: "loan.csv", contract: contractOf(contractFile.parse({ columns, ...more })), released: [] },
    known: async () => ({ ...NOTHING_KNOWN, hidden: Number.POSITIVE_INFINITY }),
  }).catch((thrown: unknown) => thrown);
  if (!(error instanceof Problem)) return null;
  return { says: error.says.replaceAll('reading "loan.csv": ', ""), remedy: error.remedy };
}

/** A header of tar as POSIX.1 has it: name, mode, owner, group, size, time, sum and kind, the rest zeros. */
function tar(magic: string): Buffer {
  const header = Buffer.alloc(512);
  header.write("loan.csv", 0);
  header.write("0000644\x000001750\x000001750\0", 100);
  header.write("00000000051\x0000000000000\0", 124);
  header.write("        0", 148);
  header.write(magic, 257);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, Buffer.from(csv), Buffer.alloc(1024)]);
}

/** IBM's code page 37, as far as the file goes. */
function ebcdic(text: string): Buffer {
  const codes = (letters: string, first: number) =>
    [...letters].map((letter, at) => [letter, first + at] as const);
  const page = new Map<string, number>([
    ...[...codes("abcdefghi", 0x81), ...codes("jklmnopqr", 0x91), ...codes("stuvwxyz", 0xa2)],
    ...[...codes("ABCDEFGHI", 0xc1), ...codes("JKLMNOPQR", 0xd1), ...codes("STUVWXYZ", 0xe2)],
    ...[...codes("0123456789", 0xf0)],
    ...([
      ["\n", 0x25],
      [" ", 0x40],
      [",", 0x6b],
      ["_", 0x6d],
    ] as const),
  ]);
  return Buffer.from([...text].map((letter) => page.get(letter) ?? 0x6f));
}

const bytes = (...all: readonly number[]) =>
  Buffer.concat([Buffer.from(all), Buffer.from("\x17\x00\xe0abc")]);

describe("a file that is no text is called what it is", () => {
  test.each([
    ["a tar archive", tar("ustar\x0000")],
    ["a tar archive", tar("")],
    ["a tar archive", gzipSync(tar("ustar  \0"))],
    ["a rar archive", Buffer.from("Rar!\x1a\x07\x01\0", "latin1")],
    ["a rar archive", Buffer.from("Rar!\x1a\x07\0", "latin1")],
    ["a zip archive with nothing in it", Buffer.concat([Buffer.from("PK\x05\x06"), Buffer.alloc(18)])],
    ["a zip archive in parts", bytes(0x50, 0x4b, 0x07, 0x08)],
    ["compressed by lz4", bytes(0x04, 0x22, 0x4d, 0x18)],
    ["compressed by compress (.Z)", bytes(0x1f, 0x9d, 0x90)],
    ["compressed by zlib", deflateSync(csv)],
    ["compressed by zlib", deflateSync(csv, { level: 1 })],
    ["compressed by bzip2", Buffer.from("BZh91AY&SY")],
    ["compressed by xz", bytes(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)],
    ["compressed by zstd", bytes(0x28, 0xb5, 0x2f, 0xfd)],
    ["text in EBCDIC, as mainframes write it", ebcdic(csv)],
    ["text in EBCDIC, as mainframes write it", ebcdic(csv.repeat(100))],
  ])("%s", async (is, file) => {
    for (const encoding of ["utf-8", "windows-1252", "iso-8859-1"])
      expect((await problemOf(file, { encoding }))?.says).toBe(`it is ${is}`);
  });

  const cyrillic =
    "\u043a\u043b\u0438\u0435\u043d\u0442,\u0432\u0438\u0434\r\n1,\u0418\u041f\u041e\u0422\u0415\u041a\u0410\r\n";

  test.each([
    ["UTF-16LE", Buffer.from(cyrillic, "utf16le")],
    ["UTF-16BE", Buffer.from(cyrillic, "utf16le").swap16()],
    ["UTF-16LE", Buffer.from(cyrillic.repeat(50), "utf16le")],
  ])("%s without a mark, in letters that are not of ASCII", async (encoding, file) => {
    const problem = await problemOf(file);
    expect(problem?.says).toBe("it is UTF-16");
    expect(problem?.remedy).toContain(`iconv -f ${encoding} -t UTF-8`);
  });

  test("and a text stays one, whatever it begins with", async () => {
    expect(await problemOf(csv)).toBeNull();
    const wide = await problemOf(csv.replace("id", "x^,id").replaceAll(/^(\d)/gm, "0,$1"), {
      extraColumns: "allow",
    });
    expect(wide).toBeNull();
    const nul = await problemOf(csv.replace("HOUSING", "HOUS\0ING"));
    expect(nul?.says).toBe("line 2 holds the control character U+0000 (NUL)");
    const accents = "\u00e9\u00e8\u00ea\u00eb,\u00e0\u00e2\u00e4\u00e5\n\u00e9\u00e8,\u00e0\u00e2\n";
    const columns = {
      "\u00e9\u00e8\u00ea\u00eb": { is: "id" },
      "\u00e0\u00e2\u00e4\u00e5": { is: "category" },
    };
    const latin = Buffer.from(accents, "latin1");
    expect(await problemOf(latin, { columns, encoding: "windows-1252" })).toBeNull();
  });
});

describe("the reason is the true one", () => {
  test.each([0x80, 0x92, 0x85, 0x9f])("where byte %i is a letter of windows-1252", async (byte) => {
    const file = Buffer.from(csv.replace("HOUSING", `HOUSING${String.fromCharCode(byte)}`), "latin1");
    const problem = await problemOf(file, { encoding: "iso-8859-1" });
    expect(problem?.says).toBe(
      `line 2 holds a letter of windows-1252 (byte 0x${byte.toString(16)}), which iso-8859-1 has not: \`encoding: windows-1252\``,
    );
    expect(problem?.remedy).toContain("name its own in the contract and restart the app");
    const none = Buffer.from(csv.replace("HOUSING", "HOUSING\x81"), "latin1");
    expect((await problemOf(none, { encoding: "iso-8859-1" }))?.says).toBe(
      "line 2 holds the control character U+0081",
    );
  });

  test("where files with a mark each were put together", async () => {
    const second = '\ufeff"id","loan_category"\n"3","HOUSING"\n';
    expect((await problemOf(`\ufeff${csv}${second}`))?.says).toBe(
      "line 4 begins with another mark of UTF-8 (U+FEFF), as where files were put together: take it out",
    );
    expect((await problemOf(`\ufeff"id","loan_category"\r\n"1","A"\r\n${second}`))?.says).toContain(
      "line 3 begins",
    );
    expect((await problemOf(`${csv}3,\ufeff"HOUSING"\n`))?.says).toBe(
      "on line 4 a blank other than a space stands beside a quote: take it out",
    );
  });

  test("where the footer of the contract takes all rows", async () => {
    const problem = await problemOf(`${csv}\n3,A\nTOTAL,\n`, { footer: "." });
    expect(problem).toEqual({
      says: "none of its 4 rows is a loan: 4 footer by the contract",
      remedy:
        "mend `footer` in LOANS_CONTRACT and restart the app, which reads it at its start, or put a complete file in its place, then press Retry",
    });
    expect((await problemOf("id,loan_category\n,\nTOTAL,\nEND,\n", { footer: "^END" }))?.says).toBe(
      "none of its 3 rows is a loan: 1 footer by the contract, 1 totals, 1 blank",
    );
    expect((await problemOf("id,loan_category\n,\nTOTAL,\n"))?.remedy).toBe(
      "put a complete file in its place, then press Retry",
    );
  });
});
