/**
 * The text of a `.env` with these variables set, and every other line as it was: a value takes the place of the variable's own line,
 * or else of the one that shows it commented out, or else it is added at the end.
 */
export function withVariables(text: string, values: Readonly<Record<string, string>>): string {
  const lines = text.split("\n");
  for (const [name, value] of Object.entries(values)) {
    const [set, shown] = [new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`), new RegExp(`^#\\s*${name}=`)];
    const at = lines.findLastIndex((line) => set.test(line));
    const place = at === -1 ? lines.findIndex((line) => shown.test(line)) : at;
    if (place !== -1) lines[place] = `${name}=${value}`;
    else lines.splice(lines.at(-1) === "" ? -1 : lines.length, 0, `${name}=${value}`);
  }
  return lines.join("\n");
}
