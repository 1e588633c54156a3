import { INVISIBLE } from "./plain-name.ts";

/**
 * `asha.rao@example.org`, `asha @ example.org`, `asha [at] example.org`: a domain ends in letters behind a dot (RFC 1035,
 * RFC 3696), or is an address in brackets (RFC 5321). The address of an Indian payment has letters alone behind the sign,
 * as `asha@bank` (NPCI, UPI procedural guidelines). Seen 2026-11; a rate such as `LOAN@4%` is neither.
 */
const MAIL =
  /\S@\p{L}|\S\s*(?:@|[[({<]\s*at\s*[\])}>])\s*(?:\[|[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2})|\S\s*[[({]\s*at\s*[\])}]\s*\p{L}/iu;

/** A word of letters with seven digits in a row (`LN9000000`) or nine in all; nine in a row; eight that are the whole name. */
const NUMBERED_WORD = /(?=\S*\p{L})\S*\d{7}|(?=\S*\p{L})(?:\S*\d){9}|\d{9}|^\d{8}$/u;

/**
 * Numbers of tax and of social security by their form: India's PAN (five letters, four digits, a letter) and GSTIN (two
 * digits, a PAN, two signs about a Z); the United States' SSN (3, 2 and 4 digits). By the Income Tax Department, the GST
 * portal and the SSA, 2026-11.
 */
const TAX_NUMBER =
  /(?<![\p{L}\p{N}])(?:\d\d)?[A-Z]{5}\d{4}[A-Z](?:[A-Z\d]Z[A-Z\d])?(?![\p{L}\p{N}])|(?<!\d)\d{3}[-–\s]\d{2}[-–\s]\d{4}(?!\d)/iu;

/** Ten digits in groups, as of a phone, a card or an account. */
const GROUPED_DIGITS = /\d(?:[\s().-]{0,2}\d){9}/u;

/** A word of letters with five or six digits in a row: a customer's number (`IB14001`) or a product's (`HL-10001`). */
const CODE = /(?=\S*\p{L})\S*\d{5}/u;

/** `2025-26` and `2025-2026` are years of a scheme, `100000-500000` what a loan may be. */
const YEARS = /(?<!\d)(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)?\d\d)(?!\d)/gu;
const AMOUNTS = /(?<![\d-])[1-9]\d{0,4}0{3,}\s?[-–]\s?[1-9]\d{0,4}0{3,}(?![\d-])/gu;

/** A person by the title, before the name or behind it. `m/s` is a firm's. */
const TITLE = "(?:mr|mrs|ms|miss|dr|shri|smt|m/s)";
/** Behind what may be a title these words make a product of it: `MR LOAN`, `DR BALANCE`. */
const PRODUCT = "(?:loans?|credits?|cards?|schemes?|finance|plans?|balances?|accounts?)";
const TITLED = new RegExp(
  `^${TITLE}(?:\\.\\s*|\\s+)(?!${PRODUCT}(?![\\p{L}\\p{M}]))\\p{L}|\\p{L},\\s*${TITLE}(?![\\p{L}\\p{M}])`,
  "iu",
);

/** Whether a name has the look of an e-mail address, of a customer's, tax or account number, or of a person with a title. */
export function looksLikeSomebody(name: string): boolean {
  const text = plainDigits(name);
  const rest = text.replaceAll(YEARS, " ").replaceAll(AMOUNTS, " ");
  return (
    MAIL.test(text) ||
    TITLED.test(text) ||
    NUMBERED_WORD.test(rest) ||
    TAX_NUMBER.test(rest) ||
    GROUPED_DIGITS.test(rest)
  );
}

/** Whether a name is a word with a number: of an account or of a product, which its rows tell. */
export function looksLikeCode(name: string): boolean {
  return CODE.test(plainDigits(name).replaceAll(YEARS, " ").replaceAll(AMOUNTS, " "));
}

/** Digits of every script count as digits, whichever they are. */
function plainDigits(name: string): string {
  return name
    .normalize("NFKC")
    .replaceAll(INVISIBLE, "")
    .trim()
    .replaceAll(/(?![0-9])\p{Nd}/gu, "0");
}
