/** Who reads a message, and when: what is shown differently to everybody. */
export interface Reader {
  /** Whose mentions are lit; `U…`. */
  readonly userId: string;
  /** IANA name of the zone in which dates are shown. */
  readonly zone: string;
  /** BCP 47 name of the language whose ways of writing dates and numbers are used. */
  readonly locale: string;
  /** Milliseconds since 1970, for `today` and `3 minutes ago`. */
  readonly now: number;
  /** The name of a user, user group or channel without its sign; `undefined` for one that nobody here knows. */
  readonly nameOf: (id: string) => string | undefined;
  /** Who and what may be chosen in a menu of people or channels. */
  readonly choices: Readonly<Record<"users" | "channels" | "conversations", readonly Choice[]>>;
}

/** An entry of a menu. */
export interface Choice {
  readonly id: string;
  readonly name: string;
}
