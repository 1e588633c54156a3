import { areSteps } from "./slabs.ts";

/** So many digits together are an account's or a customer's number, as short as banks have them, beside whatever words. */
const LEAST_DIGITS = 7;
/** So many in a row where words stand beside them: a number alone may be an amount, where columns have moved. */
const LEAST_IN_A_ROW = 6;
/** So many behind a word that says what they are. */
const LEAST_BEHIND_WORD = 5;
/** A version, a month or the name of a model beside a year: `Scheme 2.0 2024`, `Circular 123/2024`. */
const MOST_BESIDE_YEAR = 3;

/** Digits in groups, with at most three signs between two of them. */
const DIGITS = /\d(?:[\s()./_:·\p{Pd}]{0,3}\d)*/gu;

/** What an account, a customer or their number is called, in English, German, French, Spanish, Italian, Portuguese, Dutch, Russian, Hindi. */
const ACCOUNT_WORD = [
  "a/c|ac|acc|acct|account|iban|sb|cc|od|no|nr|num|number|id|cif|cust|customer|client|member|folio|ref|tel|phone|mobile|mob",
  "konto|kto|kunde|(?:konto|kunden)-?(?:nr|nummer)|nummer|compte|n|numéro|cuenta|cta|cliente|número",
  "conto|numero|conta|rekening|klant|сч[её]т|клиент|номер|खाता|ग्राहक",
].join("|");
const BEHIND_ACCOUNT_WORD = new RegExp(
  String.raw`(?:(?<![\p{L}\p{M}\p{N}])(?:${ACCOUNT_WORD})[\s.:#°]|#)[\s.:#°-]{0,3}$`,
  "iu",
);

/** `LN9000000`, `LN-9000000`: a number that is part of a word is no sum, except behind a currency, `INR500000`. */
const IN_WORD = /(?<!(?:^|[^\p{L}])(?:rs|inr|eur|usd|gbp|chf)\.?)(?<=\p{L}[-–_/.:#]?)$/iu;

const YEAR = /^(?:19|20)\d\d$/;
/** `202404` and `20240131`. */
const DAY = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?$/;
/** Of at most three digits before the zeros, and less than a billion. */
const ROUND_SUM = /^(?=\d{4,9}$)[1-9]\d{0,2}0{3,}$/;
/** An amount alone of at most nine digits, with its decimals or in thousands: `1234567.89`, `1.234.567`, `12,34,567`. */
const AMOUNT =
  /^(?!(?:\D*\d){10})[-+]?(?:\d{1,9}[.,]\d{1,2}|[1-9]\d{0,2}(?:(?:\.\d{3})+|(?:['’]\d{3})+|(?:,\d{2,3})+)(?:[.,]\d{1,2})?)$/;

/**
 * Whether an account's or a customer's number stands in a name without slabs: seven digits together, however they are grouped; six
 * in a row beside words; five behind a word for an account. Years, days written as one number and round sums alone are none.
 */
export function holdsAccountNumber(name: string): boolean {
  if (AMOUNT.test(name.trim())) return false;
  return [...name.matchAll(DIGITS)].some(({ 0: digits, index }) =>
    isAccountNumber(digits.match(/\d+/g) ?? [], {
      before: name.slice(0, index),
      isBesideWords: /\p{L}/u.test(name),
    }),
  );
}

function isAccountNumber(
  groups: readonly string[],
  { before, isBesideWords }: { readonly before: string; readonly isBesideWords: boolean },
): boolean {
  const isInWord = IN_WORD.test(before);
  const isBehindWord = BEHIND_ACCOUNT_WORD.test(before);
  const all = groups.join("").length;
  const isEnough =
    all >= (isBehindWord ? LEAST_BEHIND_WORD : LEAST_DIGITS) ||
    (isBesideWords && !isInWord && groups.some((group) => group.length >= LEAST_IN_A_ROW));
  if (!isEnough || (groups.length > 3 && !isInWord && areSteps(groups.map(Number)))) return false;
  const telling = groups.filter((group, at) => {
    const isPart = isInWord && at === 0;
    return !(YEAR.test(group) || (!isPart && (ROUND_SUM.test(group) || (DAY.test(group) && !isBehindWord))));
  });
  return telling.length === groups.length || telling.join("").length > MOST_BESIDE_YEAR;
}

/** Whether a number alone is a month, a day or a round sum. */
export const isDayOrSum = (number: string) => DAY.test(number) || ROUND_SUM.test(number);
