import { expect, test } from "vitest";
import { lookOf, looksLikeCode } from "../../../../src/domain/loans/names/looks-like-somebody.ts";

test.each([
  "asha.rao@example.org",
  "ＡＳＨＡ＠ＥＸＡＭＰＬＥ.org",
  "asha @ x.org",
  "asha [at] x.org",
  "asha(at)example.org",
  "asha@3com.com",
  "asha@[192.0.2.1]",
  '"asha rao"@example.org',
  "LN9000000 ASHA RAO 0",
  "LN9000000",
  "LN-9000000",
  // India's PAN and GSTIN, whatever the case.
  "ABCDE1234F",
  "abcde1234f",
  "PAN:ABCDE1234F",
  "29ABCDE1234F1Z5",
  "29abcde1234f1z5",
  // The number of social security of the United States.
  "123-45-6789",
  "123 45 6789",
  "12345678",
  "123456789",
  "GB82 WEST 1234 5698 7654 32",
  "4111 1111 1111 1111",
  "1234-5678-9012",
  "+91 98765 43210",
  "(987) 654-3210",
  "९८७६५४३२१०",
  "LN90\u200b00000",
  "LN900\u034f0000",
  "123\u2800456\u28007890",
  "asha.rao at example dot org",
  "asha.rao (at) example (dot) org",
  // Brazil's CNPJ and CPF, Italy's codice fiscale, Chile's RUT, PAN in groups, the United Kingdom's NINO.
  "12.345.678/0001-95",
  "123.456.789-09",
  "RSSMRA85T10A562S",
  "RSSMRA 85T10 A562S",
  "RSSMRA85T10A56NS",
  "12.345.678-9",
  "12.345.678-K",
  "12345678-9",
  "ABCDE-1234-F",
  "ABCDE 1234 F",
  "QQ 12 34 56 C",
  "123.45.6789",
  // A German writes a slash behind the area code.
  "0221/123456",
  "030/1234567",
  "030 / 123 45 67",
  "+49 (0)221/123456",
  "0049 221/123456",
  "089 123456",
  "504-12-4567",
  // No steps of anything.
  "12-34-56-78-90",
  "98765-43210",
  "06-12-34-56-78",
  "50000-25001",
  "14-26-391",
  "12/345/678",
  // In small letters throughout, as an address is written.
  "asha@okbank",
  "asha@example",
  "ASHA @ HOME asha@bank",
  "asha.rao@ybl",
  "ASHA AT EXAMPLE.COM",
  "ravi at bank.in",
  "आशा@उदाहरण.भारत",
  // A number of which the end alone is shown, as statements write it.
  "************1234",
  "4111 11** **** 1111",
  "CARD XXXX XXXX 1234",
  "A/C xxxxx6789",
  "•••• •••• 4821",
])("%j has the look of somebody", (name) => {
  expect(lookOf(name)).toBe("sure");
});

const zeros = [
  "\u0660",
  "\u06f0",
  "\u0966",
  "\u09e6",
  "\u0e50",
  "\u{104a0}",
  "\u{1d7d8}",
  "\u{1e950}",
  "\u{1fbf0}",
];

test.each(zeros)("digits from %s on are what they are, not only digits", (zero) => {
  const written = (text: string) =>
    text.replaceAll(/\d/g, (digit) => String.fromCodePoint((zero.codePointAt(0) ?? 0) + Number(digit)));
  for (const name of [
    "25001-50000",
    "Loans 2024-2025",
    "1,00,000 - 5,00,000",
    "12-24-36-48-60",
    "Up to 499999",
  ])
    expect([name, lookOf(written(name))]).toEqual([name, null]);
  for (const name of ["9876543210", "98765-43210", "LOAN 123456", "50000-25001"])
    expect([name, lookOf(written(name))]).toEqual([name, "sure"]);
});

test("signs of Arabic between digits are those of others", () => {
  expect(
    lookOf("\u0661\u0660\u0660\u066c\u0660\u0660\u0660-\u0665\u0660\u0660\u066c\u0660\u0660\u0660"),
  ).toBeNull();
  expect(lookOf("\u0642\u0631\u0648\u0636 \u0662\u0660\u0662\u0664-\u0662\u0660\u0662\u0665")).toBeNull();
});

test.each([
  "MR. ASHA RAO",
  "MR.X",
  "Ms Rao",
  "Miss Rao",
  "Dr. Rao",
  "Smt Asha Rao",
  "M/S RAO TRADERS",
  "RAO, MR ASHA",
  "RAO, MRS.",
  "MR COOPER LOANS",
  "Prof. Rao",
  "Kumari Asha",
  "Sri Ravi Rao",
  "Tmt. Asha",
  "ASHA RAO D/O RAVI RAO",
  "S/O MOHAN RAO",
  "C/O RAVI RAO",
  "RAVI S/O MOHAN",
  "ASHA W/O RAVI",
  "Herr Schmidt",
  "Frau Schmidt",
  "Mme Dupont",
  "M. Dupont",
  "Sig. Rossi",
  "Sra. Lopez",
  "Sr. Lopez",
  "г-н Иванов",
  "श्री रवि राव",
  "श्रीमती आशा राव",
  "डॉ. राव",
  "السيد أحمد",
  "السيدة فاطمة",
  "Monsieur Dupont",
  "Señora Lopez",
  "Shrimati Asha",
  "Kum. Asha",
  "ASHA RAO (MRS)",
  "504-12-2025",
  "田中先生",
  "田中様",
  "田中 さん",
  "김철수님",
  "田中氏",
  "Dr. Ambedkar Yojana",
  "MISS INDIA SCHEME",
  "PMEGP2024G",
  "HOUSE2024B",
  "LOANS2025A",
  "SBA 504-25-2025",
  "PHASE 1000 A",
  "QQ123456C",
  ...[
    "Hr. Müller",
    "Hrn. Schmidt",
    "Fr. Schmidt",
    "Capt. Rao",
    "Col. Rao",
    "Er. Rao",
    "Rev. Thomas",
    "Md. Rahim",
  ],
  ...["Mohd Rahim", "Late Shri Rao", "Late Dr. Rao"],
])("%j may be somebody, or a category", (name) => {
  expect(lookOf(name)).toBe("perhaps");
});

test.each([
  ...["ASHA@OKBANK", "Loan@Home", "loan@home", "TDS@Source", "tds@source", "HL@Repo+2.5", "BHIM@UPI"],
  ...["Home (at) Loan", "asha [at] example"],
])("%j may be an address of payments, or a category", (name) => {
  expect(lookOf(name)).toBe("handle");
});

test.each([
  "GOLD LOAN",
  "(blank)",
  "CREDIT CARD",
  "HOME LOAN 2",
  "CATEGORY 12345",
  "** GOLD LOAN **",
  "MAXX 2024",
  "HOME LOAN **",
  "XX 12",
  "****",
  "LOAN @ 8 %",
  "loan@4%",
  "MUDRA@7",
  "LOANS (AT 8 %)",
  "MR LOAN",
  "DR BALANCE",
  "MISSION LOAN",
  "MS-OFFICE",
  "HL-10001",
  "KD70001",
  "CC/OD 100000-500000",
  "CARS, USED",
  "CARS, DRIVEN",
  "SCHEME 2025-26",
  "SCHEME 2.0 2025-2026",
  "FY2025-26",
  "2026-11-23",
  "10,00,000",
  "42898",
  "4",
  "PMAY(U) 2.0",
  "MSME 10000",
  "DRIVER TRAINING",
  "MRI EQUIPMENT",
  "स्वर्ण ऋण",
  "ЖИЛЬЁ",
  "住宅ローン",
  "قرض السكن",
  "25001-50000",
  "50001-100000",
  "100001-500000",
  "Loan 25001-50000",
  "1.000.000-5.000.000",
  "10.000-50.000",
  "EUR 10.000-100.000",
  "EUR10.000-100.000",
  "INR1,00,001-5,00,000",
  "1.000.000.000",
  "100001 – 249999",
  "10 000-50 000 EUR",
  "1 000 000 - 5 000 000",
  "12-24-36-48-60 months",
  "0-30-60-90-180 DPD",
  "LTV 60-70-80-90-100",
  "01.04.2025-31.03.2026",
  "04/2025-03/2026",
  "0-29/30-59/60-89 DPD",
  "ROI 8.50-9.25-10.00",
  "BALANCE (DR)",
  "BALANCE(DR)",
  "MUDRA Loan@4%",
  "CC/OD 1-5 Lakh",
  "Dr. Loan",
  "Dr. Overdraft",
  "Dr. Home Loan",
  "MR MORTGAGE",
  "SHRI YOJANA",
  "DR DEBT RESTRUCTURED",
  "Balance, Dr",
  "CASH, DR",
  "Retail, MR",
  "Sr. Citizen Loan",
  "LOAN W/O COLLATERAL",
  "KCC 2025-26",
  "Mrs. Scheme",
  "EURIBOR@3M",
  "お客様",
  ...[
    "Prof Tax",
    "M. Tech Loan",
    "M. Phil Loan",
    "C/O LOAN",
    "Late Fee",
    "HR LOAN",
    "MD FINANCE",
    "Adv. Tax",
  ],
  ...["LOAN AT HOME", "Loan at Rs.500", "LOAN AT ST.MARY", "EMI @ 8.5 %"],
])("%j has not", (name) => {
  expect(lookOf(name)).toBeNull();
});

test.each(["a", "1", "a1", "@", "1.", "1-", "[at]", "1/", ".", " ", "at dot "])(
  "what goes on with %j for longer than a name can be is looked at in a moment",
  (part) => {
    const from = performance.now();
    lookOf(`${part.repeat(100_000)}!`);
    looksLikeCode(`${part.repeat(100_000)}!`);
    expect(performance.now() - from).toBeLessThan(500);
  },
);

test("a word with five or six digits is a code, and so are six alone that are no round sum and no month", () => {
  for (const code of ["HL-10001", "KD70001", "PRD10045", "LOAN KD70001", "104729"])
    expect(looksLikeCode(code)).toBe(true);
  for (const other of [
    "SCHEME 2025-26",
    "MSME 10000",
    "CC/OD 100000-500000",
    "HL-1001",
    "42898",
    "500000",
    "202404",
  ])
    expect(looksLikeCode(other)).toBe(false);
});
