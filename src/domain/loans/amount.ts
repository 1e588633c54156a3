/** How an amount is written: which sign begins its fraction; the other one may group the digits before it. */
export type DecimalSign = "." | ",";

/** The one of the two that a sign is not. */
export const otherSign: Readonly<Record<DecimalSign, DecimalSign>> = { ".": ",", ",": "." };

const MOST_DIGITS = 20;

/** A sum of amounts, exact whatever their size: no binary fraction ever stands for a cent. */
export class AmountSum {
  #units = 0n;
  /** Decimal places of `#units`. */
  #places = 0;
  readonly #decimal: DecimalSign;

  constructor(decimal: DecimalSign) {
    this.#decimal = decimal;
  }

  /** Adds an amount as it stands in a file. A blank or unreadable one is none. */
  add(text: string): void {
    const amount = readAmount(text, this.#decimal);
    if (amount !== null) this.#addUnits(amount.units, amount.places);
  }

  addSum(other: AmountSum): void {
    this.#addUnits(other.#units, other.#places);
  }

  #addUnits(units: bigint, places: number): void {
    const most = Math.max(places, this.#places);
    this.#units = this.#units * 10n ** BigInt(most - this.#places) + units * 10n ** BigInt(most - places);
    this.#places = most;
  }

  /** In plain decimals, such as `-1234.5`, without zeros at the end of a fraction. */
  toString(): string {
    return plainDecimal(this.#units, this.#places);
  }
}

/** Blanks between a sign and its digits, or between groups of these; an Indian, French or Swiss program writes such. */
const BLANKS = " \u00a0\u2009\u202f";

/**
 * An amount by docs/contract.md: its whole digits are in one piece, or in groups between one and the same sign. Up to 20
 * digits before the decimal sign and 4 behind it, zeros at either end aside: whatever is longer is no amount of a bank's, and
 * a sum of it would not fit the table's column. No exponent.
 */
function patternOf(decimal: string, grouping: string): RegExp {
  const groups = String.raw`[1-9]\d{0,2}(?<group>[${grouping}${BLANKS}'\u2019])(?:\d{2,3}\k<group>)*\d{3}`;
  return new RegExp(
    String.raw`^(?<sign>[+-]?)[${BLANKS}]?(?=\D?\d)(?:0*(?<whole>\d{0,20})|(?<grouped>${groups}))(?:[${decimal}](?<fraction>\d{0,4})0*)?$`,
  );
}

const patterns: Readonly<Record<DecimalSign, RegExp>> = {
  ".": patternOf(".", ","),
  ",": patternOf(",", "."),
};

/** Whether the text is an amount with that decimal sign. */
export function isAmount(text: string, decimal: DecimalSign): boolean {
  return readAmount(text, decimal) !== null;
}

/** The smallest part of 1 that an amount can have: 10 to the minus so many. */
const MOST_PLACES = 4;

const ZERO = 0x30;

/** By the number of decimal places: their unit, in ten-thousandths. A power would take as long as all else. */
const UNIT_OF = [10_000, 1_000, 100, 10, 1];

/** As many letters have no more digits than a number keeps to the last ten-thousandth. */
const LONGEST_NUMBER = 11;

/** An amount in ten-thousandths; `null` where it is none. */
export function tenThousandths(text: string, decimal: DecimalSign): number | bigint | null {
  const number = text.length <= LONGEST_NUMBER ? shortAmount(text, decimal) : null;
  if (number !== null || text === "") return number;
  const amount = readAmount(text, decimal);
  return amount && amount.units * 10n ** BigInt(MOST_PLACES - amount.places);
}

/** Letter by letter, which takes a tenth of the time; `null` where the pattern has to take it apart. */
function shortAmount(text: string, decimal: DecimalSign): number | null {
  const point = decimal.charCodeAt(0);
  const comma = otherSign[decimal].charCodeAt(0);
  let digits = 0;
  let units = 0;
  let places = -1;
  let groups = 0;
  let inGroup = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    if (letter >= ZERO && letter <= ZERO + 9) {
      digits += 1;
      units = units * 10 + letter - ZERO;
      if (places >= 0) places += 1;
      else inGroup += 1;
    } else if (letter === comma && places < 0) {
      if (groups === 0 ? text.charCodeAt(0) === ZERO : inGroup < 2) return null;
      if (inGroup === 0 || inGroup > 3) return null;
      groups += 1;
      inGroup = 0;
    } else if (letter === point && places < 0) places = 0;
    else return null;
  }
  if (digits === 0 || places > MOST_PLACES || (groups > 0 && inGroup !== 3)) return null;
  return units * (UNIT_OF[Math.max(places, 0)] ?? 1);
}

/** What an amount says, as a whole number of its smallest unit; `null` where it is none. */
function readAmount(
  text: string,
  decimal: DecimalSign,
): { readonly units: bigint; readonly places: number } | null {
  const parts = patterns[decimal].exec(text.trim())?.groups;
  if (parts === undefined) return null;
  const whole = parts["whole"] ?? parts["grouped"]?.replace(/\D/g, "") ?? "";
  if (whole.length > MOST_DIGITS) return null;
  const fraction = parts["fraction"] ?? "";
  const units = BigInt(`${whole}${fraction}`);
  return { units: parts["sign"] === "-" ? -units : units, places: fraction.length };
}

/** Sums up plain decimals of any size. */
export function sumOf(amounts: readonly string[]): string {
  const parts = amounts.map((text) => {
    const [whole = "0", fraction = ""] = text.split(".");
    return { digits: `${whole}${fraction}`, places: fraction.length };
  });
  const places = Math.max(0, ...parts.map((part) => part.places));
  const units = parts.map((part) => BigInt(part.digits) * 10n ** BigInt(places - part.places));
  return plainDecimal(
    units.reduce((sum, one) => sum + one, 0n),
    places,
  );
}

/** `1,234,567.50`, with the two places of cents at least. */
export function shownAmount(text: string): string {
  const [whole = "", fraction = ""] = text.split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${fraction.replace(/0+$/, "").padEnd(2, "0")}`;
}

/** Whether two sums in plain decimals are the same amount, however many zeros end them. */
export function isSameAmount(one: string, other: string): boolean {
  return canonical(one) === canonical(other);
}

/** A plain decimal as two parties write it who have the same amount: without zeros at the end. A sum may have more digits than an amount. */
export function canonical(text: string): string {
  const [, whole = text, fraction = ""] = /^(-?\d+)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

function plainDecimal(units: bigint, places: number): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places).replace(/0+$/, "");
  return `${units < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}
