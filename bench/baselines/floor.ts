import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { Redis } from "ioredis";
import type { Exchange } from "./http-tap.ts";

/** What one batch was seen to do. */
export interface Recording {
  /** The recorded day, which every replay replaces by a day of its own. */
  readonly day: string;
  /** Files of the tap. */
  readonly aws: string;
  readonly slack: string;
  readonly journal: readonly string[];
  readonly urls: { readonly aws: string; readonly slack: string; readonly redis: string };
}

/**
 * The floor of a batch, a process of its own: makes a recorded batch's calls again for another day, one after the other
 * and nothing between them. Sent a recording, then days; answers each day with the milliseconds it took.
 */
if (process.send !== undefined) {
  const [recording] = (await once(process, "message")) as [Recording];
  const replay = prepare(recording);
  process.on("message", (day: string) => {
    replay(day).then(
      (ms) => process.send?.(ms),
      (error: unknown) => {
        process.stderr.write(`replaying a batch: ${error instanceof Error ? error.stack : error}\n`);
        process.exit(1);
      },
    );
  });
  process.send("ready");
}

function prepare({ day, aws, slack, journal, urls }: Recording): (day: string) => Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const redis = new Redis(urls.redis);
  const awsCalls = withoutRepeatedLooks(readExchanges(aws));
  const slackCalls = readExchanges(slack).filter(({ path }) => path.startsWith("/api/chat."));
  return async (otherDay) => {
    const from = performance.now();
    const words = new Map([[day, otherDay]]);
    const throughAws = async () => {
      for (const call of awsCalls) await repeat(call, { words, day: otherDay, url: urls.aws, agent });
      for (const entry of journal) await redis.rpush(`bench:floor:${otherDay}`, entry);
    };
    const throughSlack = async () => {
      for (const call of slackCalls) await repeat(call, { words, day: otherDay, url: urls.slack, agent });
    };
    await Promise.all([throughAws(), throughSlack()]);
    return performance.now() - from;
  };
}

/** The exchanges of one file of the tap, in order. */
export function readExchanges(file: string): readonly Exchange[] {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Exchange);
}

/** Of looks that follow each other only the last: how often to look in between is the engine's own choice. */
function withoutRepeatedLooks(exchanges: readonly Exchange[]): readonly Exchange[] {
  return exchanges.filter((exchange, index) => {
    const next = exchanges[index + 1];
    return (
      next === undefined || next.path !== exchange.path || next.body !== exchange.body || exchange.body === ""
    );
  });
}

interface Place {
  /** Recorded words and what stands for them now; grows by the ids and times that the answers give. */
  readonly words: Map<string, string>;
  readonly day: string;
  readonly url: string;
  readonly agent: Agent;
}

/** Makes a call again; where it was a look that had found something finished, until it finds that again. */
async function repeat(call: Exchange, place: Place): Promise<void> {
  const wanted = finishedIn(call.answer, [...place.words.keys()][0] ?? "");
  let answer = await send(call, place);
  while (finishedIn(answer, place.day) < wanted) answer = await send(call, place);
  for (const name of ["Id", "ts"]) {
    const [was, is] = [call.answer, answer].map((one) => new RegExp(`"${name}":"([^"]+)"`).exec(one)?.[1]);
    if (was !== undefined && is !== undefined && was !== is) place.words.set(was, is);
  }
}

async function send(call: Exchange, { words, url, agent }: Place): Promise<string> {
  const inNewWords = (recorded: string) =>
    [...words].reduce((words, [was, is]) => words.replaceAll(was, is), recorded);
  const body = Buffer.from(
    freshToken(call, inNewWords(Buffer.from(call.body, "base64").toString("latin1"))),
    "latin1",
  );
  const { expect: _, connection: __, "transfer-encoding": ___, ...headers } = call.headers;
  const sent = request(new URL(inNewWords(call.path), url), {
    method: call.method,
    agent,
    headers: { ...headers, "content-length": String(body.length) },
  });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const answer = await text(response);
  const isMissing = response.statusCode === 404 && call.method === "HEAD";
  if ((response.statusCode ?? 500) >= 400 && !isMissing) {
    throw new Error(`${call.method} ${call.path}: ${response.statusCode} ${answer}`);
  }
  return answer;
}

/** A client token that does not hold the day (a hash does not) would be taken for the recorded statement's own. */
function freshToken({ body }: Exchange, inNewWords: string): string {
  const token = /"ClientToken":"([^"]+)"/;
  const [was, is] = [Buffer.from(body, "base64").toString("latin1"), inNewWords].map(
    (one) => token.exec(one)?.[1],
  );
  return was !== undefined && was === is
    ? inNewWords.replace(token, `"ClientToken":"${randomUUID()}"`)
    : inNewWords;
}

/** How many steps and statements of the day an answer says are finished. */
function finishedIn(answer: string, day: string): number {
  if (!answer.startsWith("{")) return 0;
  const { Steps = [], Statements = [] } = JSON.parse(answer) as {
    readonly Steps?: readonly { readonly Name: string; readonly Status: { readonly State: string } }[];
    readonly Statements?: readonly { readonly StatementName: string; readonly Status: string }[];
  };
  const states = [
    ...Steps.map(({ Name, Status }) => ({ name: Name, state: Status.State })),
    ...Statements.map(({ StatementName, Status }) => ({ name: StatementName, state: Status })),
  ];
  return states.filter(({ name, state }) => name.includes(day) && /^(COMPLETED|FINISHED)$/.test(state))
    .length;
}
