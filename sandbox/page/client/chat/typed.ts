/** What a person has typed on this page. */
export interface Typed {
  /** What is not sent yet, by the place where it was typed. */
  readonly drafts: Map<string, string>;
  /** Lines that were sent, the newest last. */
  lines: readonly string[];
}

const byPerson = new Map<string, Typed>();

/** What this person has typed; it stays while others look at the page. */
export function typedBy(person: string): Typed {
  const typed = byPerson.get(person) ?? { drafts: new Map(), lines: [] };
  byPerson.set(person, typed);
  return typed;
}
