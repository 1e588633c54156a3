/** What a person has typed in this tab, which keeps it over a reload and forgets it when it is closed. */
export interface Typed {
  /** What is not sent yet in that channel or thread. */
  draftAt(place: string): string;
  keepDraft(place: string, text: string): void;
  /** Lines that were sent, each once, the newest last. */
  lines(): readonly string[];
  keepLine(line: string): void;
}

/** So many lines are kept: more than anybody goes back by an arrow, and less than a tab has room for. */
const MOST_LINES = 100;

const byPerson = new Map<string, Typed>();

/** What this person has typed; it stays while others look at the page. */
export function typedBy(person: string): Typed {
  const typed = byPerson.get(person) ?? typedIn(sessionStorage, person);
  byPerson.set(person, typed);
  return typed;
}

function typedIn(tab: Storage, person: string): Typed {
  const drafts = new Map<string, string>();
  const draftKey = (place: string) => `draft ${person} ${place}`;
  const linesKey = `lines ${person}`;
  let lines: readonly string[] = JSON.parse(tab.getItem(linesKey) ?? "[]");
  return {
    draftAt: (place) => drafts.get(place) ?? tab.getItem(draftKey(place)) ?? "",
    keepDraft(place, text) {
      drafts.set(place, text);
      store(tab, draftKey(place), text);
    },
    lines: () => lines,
    keepLine(line) {
      lines = [...lines.filter((each) => each !== line), line].slice(-MOST_LINES);
      store(tab, linesKey, JSON.stringify(lines));
    },
  };
}

function store(tab: Storage, key: string, text: string): void {
  try {
    if (text === "") tab.removeItem(key);
    else tab.setItem(key, text);
  } catch {
    // More than a tab has room for stays until the page goes; an earlier one must not come back in its place.
    tab.removeItem(key);
  }
}
