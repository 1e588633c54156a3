/** A day is compared with the newest bank day before it, unless that is longer ago than a month and some days. */
export const COMPARED_WITHIN_DAYS = 35;
