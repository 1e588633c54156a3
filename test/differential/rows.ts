import type { Cell, Draft, Line } from "./draft.ts";

const categories = ["HOUSING", "GOLD LOAN", "BUSINESS", "AGRICULTURE", "TWO WHEELER", "DAIRY, FARM"] as const;
const texts = ["CLERK", "FARMER", "TEACHER", "SHOP KEEPER"] as const;

/** A line of these cells. */
export function lineOf(fate: Line["fate"], cells: readonly (readonly [string, Cell])[]): Line {
  return { fate, cells: new Map(cells), amounts: new Map(), fields: 0 };
}

/** A loan of the draft's bank, its amounts in the styles of its contract. */
export function makeLoan(draft: Draft, number: number): Line {
  const { bank, random } = draft;
  const line = lineOf("loan", []);
  for (const { name, is } of bank.columns) {
    if (is === "id") line.cells.set(name, { value: `LN${number}` });
    else if (is === "text") line.cells.set(name, { value: random.pick(texts) });
    else if (is === "number") line.cells.set(name, { value: String(18 + random.integer(60)) });
    else if (is === "amount") {
      const cents = random.integer(100_000_000) * (random.oneIn(4) ? 1 : 100);
      line.cells.set(name, { value: amountText(draft, cents) });
      line.amounts.set(name, BigInt(cents) * 10_000n);
    }
  }
  const name = random.pick(categories);
  const plainName = draft.style === "no quotes" ? name.replace(",", "") : name;
  draft.rename(line, plainName);
  return line;
}

/** `1000000`, `10,00,000.50` or ` 10,00,000 `, with the contract's decimal sign. */
function amountText(draft: Draft, cents: number): string {
  const { random, decimal, style } = draft;
  const whole = String(Math.floor(cents / 100));
  const part = cents % 100 === 0 ? "" : `${decimal}${String(cents % 100).padStart(2, "0")}`;
  if (style === "no quotes" || random.oneIn(2)) return whole + part;
  const group = decimal === "." ? "," : ".";
  const grouped = whole.replace(/(\d)(?=(?:\d\d)+\d$)/g, `$1${group}`);
  return random.oneIn(2) ? grouped + part : ` ${grouped}${part} `;
}

/** `1234.5` in millionths; no more than these are ever written. */
export function millionths(decimal: string): bigint {
  const [, sign = "", whole = "", part = ""] = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(decimal) ?? [];
  return BigInt(`${sign}${whole}${part.padEnd(6, "0")}`);
}
