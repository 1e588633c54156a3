/** A number as in a slab: none with a zero before it, which phones have. */
const NUMBER = String.raw`(?:[1-9]\d{0,2}(?:(?:[.,']\d{2,3})+|(?:\s\d{3})+)|[1-9]\d*|0)`;
const CURRENCY = String.raw`(?:(?:rs\.?|inr|eur|usd|gbp|chf|\p{Sc})\s?)`;
const BETWEEN = String.raw`(?:\s?[-–—/]\s?|\s(?:to|till|and|bis)\s)`;
const BETWEEN_TWO = new RegExp(BETWEEN, "iu");
const SERIES = new RegExp(
  String.raw`(?<![\d/-]|\d\s?[-–—/]\s?|\d[.,'])${NUMBER}(?:${BETWEEN}${CURRENCY}?${NUMBER})+(?!-|\s?[-–—/]?\s?\d|[.,']\d)`,
  "giu",
);
/** A slab with one end: `Up to 499999`, `Above 100001`. */
const LIMIT = new RegExp(
  String.raw`(?<=(?:(?<!\p{L})(?:up\s?to|above|over|below|under|than|from|max|min|bis|über|unter)|[<>≤≥]=?)[\s.:]{0,2}${CURRENCY}?)[1-9]\d{3,8}(?![\d/-]|[.,']\d)`,
  "giu",
);
const GROUPED_SUM = /(?<![\d/-]|\d[.,'])[1-9]\d{0,2}(?:[.,']\d{2,3})*[.,']000(?!-|\/?\d|[.,']\d)/gu;

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
    .replaceAll(LIMIT, (limit) => (areSteps([Number(limit)]) ? " " : limit))
    .replaceAll(GROUPED_SUM, " ");
}

function numbersIn(series: string): readonly number[] {
  return series.split(BETWEEN_TWO).map((one) => Number(one.replaceAll(/\D/g, "")));
}

/** No loan runs longer than thirty years, except a few. */
const MOST_MONTHS = 360;

/**
 * Whether numbers rise from one to the next, and each is a round one, or the one beside it as the first, the last or beside that
 * round one (`0-30/31-60`): a customer's are not.
 */
export function areSteps(numbers: readonly number[]): boolean {
  const areOf = (step: number) =>
    numbers.every((one, at) => {
      const [before, after] = [numbers[at - 1] ?? one - 1, numbers[at + 1] ?? one + 1];
      return (
        one % step === 0 ||
        (one % step === 1 && before === one - 1) ||
        (one % step === step - 1 && after === one + 1)
      );
    });
  const areSmall = numbers.every((one) => one < 1_000);
  const areMonths = numbers.every((one) => one % 3 === 0 && one <= MOST_MONTHS);
  return doRise(numbers) && (areOf(100) || (areSmall && areOf(5)) || areMonths);
}

const areRates = (numbers: readonly number[]) =>
  doRise(numbers) && numbers.every((one) => one <= HIGHEST_RATE);

const doRise = (numbers: readonly number[]) =>
  numbers.every((one, at) => at === 0 || one > (numbers[at - 1] ?? 0));
