/** What a look before a deploy is about, in the order in which people read of it. */
export const subjects = [
  ...(["account", "permissions", "roles", "bucket", "machines", "quota", "warehouse"] as const),
  ...(["linked roles", "public access", "Lake Formation", "loan file"] as const),
] as const;

export type Subject = (typeof subjects)[number];

/** What one look came to. */
export interface AccountFinding {
  readonly about: Subject;
  readonly is: /** As it should be. */
    | "well"
    /** A deploy would fail: nothing is begun. */
    | "blocks"
    /** It works, or may; a person should know. */
    | "warns"
    /** Nobody could tell, which alone keeps nothing back. */
    | "unknown";
  /** One sentence, lower case, without a full stop. May hold the account's id: never for a channel as it is. */
  readonly says: string;
  /** What to do; `null` where all is well. */
  readonly remedy: string | null;
}

/** What is said of one thing that was looked at. */
export type Judgement = Omit<AccountFinding, "about">;

/** An answer of AWS's, or why there is none. */
export type Looked<Answer> =
  | { readonly is: "seen"; readonly answer: Answer }
  | { readonly is: "unseen"; readonly why: string; readonly remedy: string };

/** The judgement of an answer, or the finding that there was none. */
export function judged<Answer>(
  about: Subject,
  looked: Looked<Answer>,
  judge: (answer: Answer) => Judgement | readonly Judgement[],
): readonly AccountFinding[] {
  if (looked.is === "unseen") return [{ about, is: "unknown", says: looked.why, remedy: looked.remedy }];
  return [judge(looked.answer)].flat().map((finding) => ({ about, ...finding }));
}

/** That all is well. */
export function well(says: string): Judgement {
  return { is: "well", says, remedy: null };
}
