/** What a person does, through the stand-in's control door; the words of a refusal, or `null` where it was done. */
export async function act(
  what: "say" | "click" | "submit" | "close",
  given: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  const response = await fetch(`/sandbox/${what}`, { method: "POST", body: JSON.stringify(given) }).catch(
    () => null,
  ); // null: nobody answers
  if (response === null) return { refused: "The sandbox does not answer.", errors: {} };
  const answer = (await response.json()) as { error?: string; errors?: Record<string, string> };
  return { refused: response.ok ? null : (answer.error ?? "That was refused."), errors: answer.errors ?? {} };
}

/** How an act ended. */
export interface Outcome {
  /** Why it was refused; `null` where it was done. */
  readonly refused: string | null;
  /** What is wrong with a form, by the id of the block. */
  readonly errors: Readonly<Record<string, string>>;
}
