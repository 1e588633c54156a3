const controlNames: Readonly<Record<number, string>> = {
  0: "NUL",
  7: "BEL",
  8: "backspace",
  11: "vertical tab",
  12: "form feed",
  26: "Ctrl-Z",
  27: "escape",
  127: "delete",
  133: "next line",
};

/** A control character by its number in Unicode, and by its name where people know one. */
export function controlWords(code: number): string {
  const name = controlNames[code];
  const number = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return `the control character ${number}${name === undefined ? "" : ` (${name})`}`;
}
