/** Lines of comma-separated values as a file, RFC 4180; a spreadsheet reads it as UTF-8 by the mark it begins with. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => `${csvLine(row)}\r\n`).join("")}`;
}

/** A line as RFC 4180 has it; what a spreadsheet would take for a formula is text, in any width of its letters. */
export function csvLine(fields: readonly string[]): string {
  return fields.map(field).join(",");
}

function field(text: string): string {
  const inert = /^(?:[\t\r]|\s*[=+\-@＝＋－＠])/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
