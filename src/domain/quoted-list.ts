/** Names as a sentence lists them: `"Income", "Loan Amount"`. */
export function quotedList(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
