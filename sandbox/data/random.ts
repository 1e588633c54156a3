/** A stream of numbers that depends on its seed only; not for secrets. */
export interface Random {
  /** From 0 up to, not including, `below`; `below` is at most 2^32. */
  integer(below: number): number;
  /** True in one of `times` on average. */
  oneIn(times: number): boolean;
  /** One of the values, each as likely as the other. */
  pick<Value>(values: readonly [Value, ...Value[]]): Value;
}

/** Mulberry32: 32 bits of state, the same sequence on every machine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const integer = (below: number) => Math.floor((next() / 2 ** 32) * below);
  return {
    integer,
    oneIn: (times) => integer(times) === 0,
    pick: (values) => values[integer(values.length)] ?? values[0],
  };
}

/** The values in an order that depends on `random` only. */
export function shuffle<Value>(values: readonly Value[], random: Random): Value[] {
  return values
    .map((value) => ({ value, rank: random.integer(2 ** 32) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ value }) => value);
}
