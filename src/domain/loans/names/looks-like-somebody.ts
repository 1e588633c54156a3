import { holdsAccountNumber, isDayOrSum } from "./account-number.ts";
import { INVISIBLE } from "./plain-name.ts";
import { withoutSlabs } from "./slabs.ts";

/**
 * What a name may be by its form alone: `sure`, which no category has; `perhaps` a person's or a tax number, as categories are called
 * now and then (`Dr. Ambedkar Yojana`, `HOUSE2024B`); a `handle`, of which one may be a category (`Loan@Home`).
 */
export type NameLook = "sure" | "perhaps" | "handle";

const AT = String.raw`(?:@|[[({<]\s*at\s*[\])}>])`;
const DOT = String.raw`(?:\.|\s*[[({<]\s*dot\s*[\])}>]\s*)`;
const LABEL = String.raw`[\p{L}\p{M}\p{N}-]+`;
/**
 * `asha.rao@example.org`, `asha @ example.org`, `asha [at] example.org`, `asha at example dot org`, `ASHA AT EXAMPLE.ORG`: a
 * domain ends in letters behind a dot (RFC 1035, RFC 3696), or is an address in brackets (RFC 5321).
 */
const MAIL = new RegExp(
  [
    String.raw`\S\s*${AT}\s*(?:\[|${LABEL}(?:${DOT}${LABEL})*${DOT}[\p{L}\p{M}]{2})`,
    String.raw`\S\s+at\s+${LABEL}(?:\s+dot\s+${LABEL})*\s+dot\s+[\p{L}\p{M}]{2}`,
    // Shorter ones are an abbreviation: `LOAN AT ST.MARY`.
    String.raw`\S\s+at\s+[\p{L}\p{M}\p{N}-]{3,}(?:\.${LABEL})*\.[\p{L}\p{M}]{2}`,
  ].join("|"),
  "iu",
);

/**
 * The address of an Indian payment has letters alone behind the sign, as `asha@bank` (NPCI, UPI procedural guidelines), and so
 * has a rate or a place: `HL@EBLR`, `Loan@Home`, `Home (at) Loan`. Seen 2026-11; a rate such as `LOAN@4%` is neither.
 */
const HANDLE = /\S(?:@|\s*[[({]\s*at\s*[\])}]\s*)\p{L}/iu;
/** In small letters throughout, as addresses are written and categories are not. */
const SMALL_HANDLE = /(?<![\p{L}\p{N}._+-])[\p{Ll}\p{N}._+-]+@\p{Ll}[\p{Ll}\p{N}-]*(?![\p{L}\p{N}@])/gu;

/** Two signs or more in place of digits, before or behind some: `************1234`, `4111 11** **** 1111`, `XXXX XXXX 1234`. */
const HIDDEN =
  /(?<![\p{L}\p{M}])[*•∗✱xX]{2,}(?=[\s*•∗✱xX-]*\d)|(?<=\d[\s*•∗✱xX-]*)[*•∗✱xX]{2,}(?![\p{L}\p{M}])/gu;

/** A word of letters with nine digits in all, as an IBAN. */
const NUMBERED_WORD = /(?=\S*\p{L})(?:[^\s\d]*\d){9}/u;

/** Between the groups of a number. */
const GAP = String.raw`[-–.\s]`;
/** Of a codice fiscale. */
const DIGIT_OR_LETTER = String.raw`[\dL-NP-V]`;
/**
 * Numbers of tax and of social security by their form: India's PAN (five letters, four digits, a letter) and GSTIN (two
 * digits, a PAN, two signs about a Z); the United States' SSN (3, 2 and 4 digits); Brazil's CNPJ; Italy's codice fiscale, of which
 * letters from L on may stand for digits; Chile's RUT; the United Kingdom's national insurance number in groups. By the Income Tax
 * Department, the GST portal, the SSA, HMRC (manual NIM39110) and, for those of Brazil, Italy and Chile, python-stdnum, 2026-11.
 */
const TAX_NUMBER = wholeOnes("iu", [
  String.raw`(?:\d\d)?[A-Z]{5}${GAP}?\d{4}${GAP}?[A-Z](?:[A-Z\d]Z[A-Z\d])?`,
  String.raw`\d{3}${GAP}\d{2}${GAP}\d{4}`,
  String.raw`\d{2}\.?\d{3}\.?\d{3}/\d{4}-?\d{2}`,
  String.raw`(?=.{0,16}\d)[A-Z]{6}${GAP}?${DIGIT_OR_LETTER}{2}[A-EHLMPRST]${DIGIT_OR_LETTER}{2}${GAP}?[A-Z]${DIGIT_OR_LETTER}{3}[A-Z]`,
  String.raw`(?:\d{1,2}\.\d{3}\.\d{3}|\d{7,8})-[\dK]`,
  String.raw`[A-Z]{2}${GAP}?\d\d${GAP}\d\d${GAP}\d\d${GAP}?[A-D]`,
]);
/** The same where a year or a round number stands in it, as in a scheme's name, or where it is a code as well. */
const PERHAPS_TAX_NUMBER = wholeOnes("giu", [
  String.raw`[A-Z]{5}${GAP}?(?:19|20)\d\d${GAP}?[A-Z]`,
  String.raw`[A-Z]{5}\s[1-9]000\s[A-Z]`,
  String.raw`\d{3}${GAP}\d{2}${GAP}(?:19|20)\d\d`,
  String.raw`[A-CEGHJ-TW-Z]{2}\d{6}[A-D]`,
]);

/** A word of letters with five or six digits in a row: a customer's number (`KD70001`) or a product's (`HL-10001`); six alone. */
const CODE = /(?=\S*\p{L})\S*\d{5}|^\d{6}$/u;

/** A person by the title, before the name or behind it. `m/s` is a firm's. */
const TITLE =
  "(?:mr|mrs|ms|miss|dr|shri|smt|m/s|prof|kumari|sri|tmt|herr|frau|mme|mlle|monsieur|madame|capt|captain|mohd|hrn|dhr|mevr|signora?|señora?|senhora?|shrimati|г-н|г-жа|д-р|श्री|श्रीमती|डॉ|السيد|السيدة)";
/** These are other words without their dot: `SR CITIZEN`, `HR LOAN`; and with it, `M. Tech` is a degree. */
const SHORT_TITLE = String.raw`(?:(?:sig|sra|sr|kum|hr|fr|md|col|maj|lt|er|adv|rev|pt)\.\s*|m\.\s+(?!(?:tech|phil|pharm|com|sc|ed|arch)(?![\p{L}\p{M}])))`;
/** Beside what may be a title these words make a product of it: `MR LOAN`, `DR BALANCE`, `Balance, Dr`. */
const PRODUCT =
  "(?:(?:loan|credit|card|scheme|plan|balance|account|overdraft|mortgage|deposit|debt|citizen)s?|finance|yojana|cash|retail|home|housing|tax|fees?)";
const OF_PRODUCT = new RegExp(
  String.raw`(?<![\p{L}\p{M}])(?:${PRODUCT}|tds|source|repo|eblr|mclr|upi)(?![\p{L}\p{M}])`,
  "iu",
);
const END = String.raw`(?![\p{L}\p{M}])`;
const TITLED = new RegExp(
  [
    String.raw`^(?:late\.?\s+)?(?:${TITLE}(?:\.\s*|\s+)|${SHORT_TITLE})(?!${PRODUCT}${END})\p{L}`,
    String.raw`(?<!(?<![\p{L}\p{M}])${PRODUCT})(?<=\p{L})(?:,\s*|\s?\(\s?)${TITLE}${END}`,
    String.raw`(?:^|\s)[cdsw]/o[.:]?\s+(?!(?:collateral|security|guarantee|interest|insurance|recourse|${PRODUCT})${END})\p{L}`,
    // お客様 are customers.
    String.raw`(?<!お客)(?<=\p{L}\s?)(?:先生|女士|様|さん|님|씨|氏)$`,
  ].join("|"),
  "iu",
);

/** The table holds 100 bytes of a name: a longer one holds its day anyway. */
const LONGEST_LOOKED_AT = 200;

/** What a name may be, by its form: an e-mail address, a customer's, tax or account number, a person with a title. */
export function lookOf(name: string): NameLook | null {
  const text = plainDigits(name);
  const rest = withoutSlabs(text);
  const other = rest.replaceAll(PERHAPS_TAX_NUMBER, " ");
  if (MAIL.test(text) || isAddress(text) || holdsAccountNumber(other)) return "sure";
  if (NUMBERED_WORD.test(other) || TAX_NUMBER.test(other)) return "sure";
  if (other !== rest || TITLED.test(text)) return "perhaps";
  return HANDLE.test(text) ? "handle" : null;
}

/** Whether a name is a word with a number: of an account or of a product, which its rows tell. */
export function looksLikeCode(name: string): boolean {
  const rest = withoutSlabs(plainDigits(name)).trim();
  return CODE.test(rest) && !isDayOrSum(rest);
}

/** One in which a word for a product stands is a category's: `loan@home`. */
function isAddress(text: string): boolean {
  return (text.match(SMALL_HANDLE) ?? []).some((handle) => !OF_PRODUCT.test(handle));
}

/** One of these forms, and no part of a longer word. */
function wholeOnes(flags: string, forms: readonly string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${forms.join("|")})(?![\\p{L}\\p{N}])`, flags);
}

/** Digits of every script as those of ASCII of the same value, and between them the signs of Arabic as well. */
function plainDigits(name: string): string {
  return (
    name
      .slice(0, LONGEST_LOOKED_AT)
      .normalize("NFKC")
      .replaceAll(INVISIBLE, "")
      .trim()
      .replaceAll(/(?![0-9])\p{Nd}/gu, digitOf)
      // Of a number that is hidden but for its end each sign stands for a digit.
      .replaceAll(HIDDEN, (signs) => "9".repeat(signs.length))
      .replaceAll("\u066c", ",")
      .replaceAll("\u066b", ".")
  );
}

const DIGIT = /^\p{Nd}$/u;

/** The digits of a script stand in the order of their values, one script's perhaps behind another's (Unicode Standard, 4.6). */
function digitOf(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  let first = code;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((code - first) % 10);
}
