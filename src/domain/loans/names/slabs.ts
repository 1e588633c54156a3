/** A number as in a slab: none with a zero before it, which phones have. */
const NUMBER = String.raw`(?:[1-9]\d{0,2}(?:(?:[.,']\d{2,3})+|(?:\s\d{3})+)|[1-9]\d*|0)`;
const SERIES = new RegExp(
  String.raw`(?<![\d/-]|\d[.,'])${NUMBER}(?:\s?[-–—/]\s?${NUMBER})+(?![\d/-]|[.,']\d)`,
  "gu",
);
const GROUPED_SUM = /(?<![\d/-]|\d[.,'])[1-9]\d{0,2}(?:[.,']\d{2,3})*[.,']000(?![\d/-]|[.,']\d)/gu;

/** `2025-26` and `2025-2026` are years of a scheme. */
const YEARS = /(?<!\d)(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)?\d\d)(?!\d)/gu;
const DATES = /(?<!\d)(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d(?!\d)/gu;

const MONTHS =
  /(?<![\d./-])(?:0?[1-9]|1[0-2])[./](?:19|20)\d\d(?:\s?[-–]\s?(?:0?[1-9]|1[0-2])[./](?:19|20)\d\d)?(?![\d./])/gu;
/** Of percent. */
const RATES = /(?<![\d.])\d{1,2}\.\d{1,2}(?:\s?[-–/]\s?\d{1,2}\.\d{1,2})+(?![\d.])/gu;
/** Higher ones are seldom what a loan costs, and may be parts of the number of a phone. */
const HIGHEST_RATE = 36;

/**
 * A name without the numbers that a category is called by: years, days, what a loan may be (`25001-50000`, `1.000.000-5.000.000`),
 * steps of months, of days past due or of percent (`12-24-36-48-60`).
 */
export function withoutSlabs(name: string): string {
  return name
    .replaceAll(DATES, " ")
    .replaceAll(MONTHS, " ")
    .replaceAll(YEARS, " ")
    .replaceAll(RATES, (rates) => (areRates(rates.split(/[-–/]/).map(Number)) ? " " : rates))
    .replaceAll(SERIES, (series) => (areSteps(numbersIn(series)) ? " " : series))
    .replaceAll(GROUPED_SUM, " ");
}

function numbersIn(series: string): readonly number[] {
  return series.split(/[-–—/]/).map((one) => Number(one.replaceAll(/\D/g, "")));
}

/** Whether numbers rise from one to the next, and each is a round one, or the one beside it: a customer's are not. */
function areSteps(numbers: readonly number[]): boolean {
  const areOf = (step: number, beside: readonly number[]) =>
    numbers.every((one) => beside.includes(one % step));
  const areSmall = numbers.every((one) => one < 1_000);
  return doRise(numbers) && (areOf(500, [0, 1, 499]) || (areSmall && (areOf(5, [0, 1, 4]) || areOf(3, [0]))));
}

const areRates = (numbers: readonly number[]) =>
  doRise(numbers) && numbers.every((one) => one <= HIGHEST_RATE);

const doRise = (numbers: readonly number[]) =>
  numbers.every((one, at) => at === 0 || one > (numbers[at - 1] ?? 0));
