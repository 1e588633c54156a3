import { expect, test } from "vitest";
import { looksLikeCode, looksLikeSomebody } from "../../../../src/domain/loans/looks-like-somebody.ts";

test.each([
  "asha.rao@example.org",
  "ASHA @ HOME asha@bank",
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
  "LN900\u034f0000",
  "123\u2800456\u28007890",
])("%j has the look of somebody", (name) => {
  expect(looksLikeSomebody(name)).toBe(true);
});

test.each([
  "GOLD LOAN",
  "(blank)",
  "CREDIT CARD",
  "HOME LOAN 2",
  "CATEGORY 12345",
  "LOAN @ 8 %",
  "loan@4%",
  "MUDRA@7",
  "LOANS (AT 8 %)",
  "MR LOAN",
  "DR BALANCE",
  "MISSION LOAN",
  "MS-OFFICE",
  "HL-10001",
  "IB14001",
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
])("%j has not", (name) => {
  expect(looksLikeSomebody(name)).toBe(false);
});

test("a word with five or six digits is a code", () => {
  for (const code of ["HL-10001", "IB14001", "PRD10045", "LOAN IB14001"])
    expect(looksLikeCode(code)).toBe(true);
  for (const other of ["SCHEME 2025-26", "MSME 10000", "CC/OD 100000-500000", "HL-1001", "42898"])
    expect(looksLikeCode(other)).toBe(false);
});
