import { writeFile } from "node:fs/promises";
import type { HearsCall } from "../aws/clients.ts";
import type { AnswerShape } from "../domain/aws/answer-shape.ts";
import { mergedShape, shapeOf } from "../domain/aws/answer-shape.ts";

/** What a recording holds of the calls of one operation. */
interface RecordedCall {
  /** `CloudFormation`, as the SDK's client is called. */
  readonly service: string;
  readonly operation: string;
  /** How often each outcome was met: `ok`, or the kind of a refusal. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Of all answers together, without what identifies. */
  readonly answer: AnswerShape;
}

/** The shapes of what AWS answers, gathered call by call. */
export class Recording {
  readonly #calls = new Map<string, RecordedCall>();

  /** Takes one call in. */
  readonly hear: HearsCall = ({ service, operation, outcome }, answer) => {
    const name = `${service} ${operation}`;
    const known = this.#calls.get(name) ?? { service, operation, outcomes: {}, answer: {} };
    this.#calls.set(name, {
      ...known,
      outcomes: { ...known.outcomes, [outcome]: (known.outcomes[outcome] ?? 0) + 1 },
      answer: mergedShape(known.answer, shapeOf(answer ?? {})),
    });
  };

  /** Writes it down, calls and members in the order of their names, so that two recordings can be compared line by line. */
  async save(file: string): Promise<void> {
    const calls = [...this.#calls].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, call]) => call);
    await writeFile(file, `${JSON.stringify({ version: 1, calls }, null, 2)}\n`);
  }
}
