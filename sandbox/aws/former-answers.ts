import type { Fault, Faults } from "./faults.ts";
import type { ServiceName } from "./service.ts";
import type { Reply } from "./wire/reply.ts";

/** A read as it was asked: the same question gets another answer once something has changed. */
export interface Read {
  readonly service: ServiceName;
  readonly operation: string;
  /** All that was asked, to tell questions apart. */
  readonly question: string;
}

/**
 * Lets reads lag behind. From the moment a `stale` fault is planned, the first answer to each question it names is
 * kept, and once the answer has become another, the kept one is given instead, as often as the fault says.
 */
export class FormerAnswers {
  private readonly faults: Pick<Faults, "takeStale">;
  private readonly kept = new WeakMap<Fault, Map<string, Reply>>();

  constructor(faults: Pick<Faults, "takeStale">) {
    this.faults = faults;
  }

  /** What to answer: `fresh`, or what the question was answered before. */
  answer(read: Read, fresh: Reply): Reply {
    let former = fresh;
    const isStale = this.faults.takeStale(read, (fault) => {
      const answers = this.kept.get(fault) ?? new Map<string, Reply>();
      this.kept.set(fault, answers);
      former = answers.get(read.question) ?? fresh;
      answers.set(read.question, former);
      return wordsOf(former) !== wordsOf(fresh);
    });
    return isStale ? former : fresh;
  }
}

/** What an answer says; its request id is new each time, and the bytes of an object are no list. */
function wordsOf({ status, body }: Reply): string {
  const text = typeof body === "string" ? body : "";
  return `${status} ${text.replace(/<RequestId>[^<]*<\/RequestId>/, "")}`;
}
