/** What a person does, through the stand-in's control door; the words of a refusal, or `null` where it was done. */
export async function act(
  what: "say" | "click" | "submit" | "close" | "home",
  given: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  const response = await fetch(`/sandbox/${what}`, { method: "POST", body: JSON.stringify(given) }).catch(
    () => null,
  ); // null: nobody answers
  if (response === null) return { refused: "The sandbox does not answer.", errors: {} };
  const answer = (await response.json()) as Answer;
  if (!response.ok) return { refused: answer.error ?? "That was refused.", errors: {} };
  return { refused: what === "say" ? null : unheard(answer.status), errors: answer.errors ?? {} };
}

/** What the door answers. `status` is that of the app's own answer, or what stands for one that did not come. */
interface Answer {
  readonly error?: string;
  readonly errors?: Readonly<Record<string, string>>;
  readonly status?: number;
}

/** That the app has not taken what was pressed or sent off, as Slack says it beside the button; of a command it says so itself. */
function unheard(status = 200): string | null {
  if (status >= 200 && status < 300) return null;
  if (status === 504) return "The app did not answer within three seconds.";
  return status === 502 ? "The app is not there." : `The app answered with the error ${status}.`;
}

/** How an act ended. */
export interface Outcome {
  /** Why it was refused; `null` where it was done. */
  readonly refused: string | null;
  /** What is wrong with a form, by the id of the block. */
  readonly errors: Readonly<Record<string, string>>;
}
