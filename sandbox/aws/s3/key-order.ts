/**
 * Orders keys by their UTF-8 bytes, as S3 lists them. JavaScript compares UTF-16 units, where a character beyond
 * U+FFFF (a surrogate pair) sorts before U+E000 to U+FFFF; the units are shifted so that it sorts behind.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
    if (difference !== 0) {
      return difference;
    }
  }
  return a.length - b.length;
}

/** The index of the first key that is not before `key` in a sorted list. */
export function firstNotBefore(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(sorted[middle] ?? "", key) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function rank(unit: number): number {
  if (unit < 0xd800) {
    return unit;
  }
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}
