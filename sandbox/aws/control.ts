import { Problem } from "../../src/domain/problem.ts";
import type { Access } from "./access/access.ts";
import type { ChangingCircumstances } from "./circumstances.ts";
import type { Console } from "./console.ts";
import type { Faults } from "./faults.ts";
import type { Ledger } from "./service.ts";
import { AwsError } from "./service.ts";
import type { Reply } from "./wire/reply.ts";

/** Something that would still cost money on AWS. */
interface Leftover {
  /** As in its ARN: `s3:bucket`, `elasticmapreduce:cluster`. */
  readonly type: string;
  readonly id: string;
  /** What people call it, where that is not the id. */
  readonly name?: string;
}

/** A service that can hold things which cost money. */
export interface Billable {
  leftovers(): readonly Leftover[];
}

/** What would cost money in the account: each piece once, whoever knows of it (a stack knows its cluster, and so does EMR). */
export function leftoversOf(billable: readonly Billable[]): readonly Required<Leftover>[] {
  const all = billable
    .flatMap((service) => service.leftovers())
    .map(({ type, id, name = id }) => ({ type, id, name }));
  return [...new Map(all.map((one) => [`${one.type} ${one.id}`, one])).values()];
}

/** What the control door shows and changes. */
export interface Controlled {
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly billable: readonly Billable[];
  /** How fast AWS is; what waits already keeps its time. */
  readonly pace: { speed: number };
  readonly circumstances: ChangingCircumstances;
  readonly access: Access;
  readonly console: Console;
}

/** What is asked of the control door. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** Answers a request under `/sandbox/`; always JSON, and a refusal is `{ error }` with one sentence. */
export function control(controlled: Controlled, asked: Asked): Reply | Promise<Reply> {
  return asked.path.startsWith("/sandbox/console")
    ? look(controlled.console, asked)
    : change(controlled, asked);
}

/** What somebody sees who looks at the account. */
async function look(console: Console, { method, path, body }: Asked): Promise<Reply> {
  const { bucket, key, sql, words = "" } = (parse(body) ?? {}) as Readonly<Record<string, unknown>>;
  try {
    if (`${method} ${path}` === "GET /sandbox/console") return json(200, await console.account());
    if (`${method} ${path}` === "POST /sandbox/console/objects")
      return json(200, console.objects(String(words)));
    if (`${method} ${path}` === "POST /sandbox/console/effects")
      return json(200, console.effects(String(words)));
    if (`${method} ${path}` === "POST /sandbox/console/object")
      return json(200, await console.object(String(bucket), String(key)));
    if (`${method} ${path}` === "POST /sandbox/console/sql") return json(200, await console.sql(String(sql)));
  } catch (error) {
    if (error instanceof AwsError) return json(400, { error: error.message });
    throw error;
  }
  return json(404, { error: `${method} ${path} is nothing to look at` });
}

function change(
  { faults, ledger, billable, pace, circumstances, access }: Controlled,
  { method, path, body }: Asked,
): Reply {
  switch (`${method} ${path}`) {
    case "GET /sandbox/faults":
      return json(200, faults.all());
    case "POST /sandbox/faults":
      return answer(() => faults.add(parse(body)));
    case "DELETE /sandbox/faults":
      faults.clear();
      return json(200, []);
    case "GET /sandbox/account":
      return json(200, circumstances.now);
    case "POST /sandbox/account":
      return answer(() => circumstances.change(parse(body)));
    case "DELETE /sandbox/account":
      return json(200, circumstances.reset());
    case "POST /sandbox/speed": {
      const { speed } = parse(body) as { readonly speed?: unknown };
      if (typeof speed !== "number" || !(speed > 0)) {
        return json(400, { error: "changing the speed: send {speed}, a number above 0" });
      }
      pace.speed = speed;
      return json(200, { speed });
    }
    case "GET /sandbox/permissions":
      return json(200, access.judged());
    case "DELETE /sandbox/permissions":
      access.forget();
      return json(200, []);
    case "GET /sandbox/ledger":
      return json(200, ledger.all());
    case "GET /sandbox/leftovers":
      return json(200, { leftovers: leftoversOf(billable) });
    default:
      return json(404, {
        error: `${method} ${path} is no control of this stand-in; it has /sandbox/faults and /sandbox/account (GET, POST, DELETE), POST /sandbox/speed, GET /sandbox/ledger and GET /sandbox/leftovers`,
      });
  }
}

/** What a web page elsewhere gets to hear. */
export const stranger = json(403, {
  error: "the control door answers this machine only; ask it by 127.0.0.1",
});

/** What was done, or why it was refused. */
function answer(act: () => unknown): Reply {
  try {
    return json(200, act());
  } catch (error) {
    if (error instanceof Problem) return json(400, { error: error.message });
    throw error;
  }
}

function json(status: number, value: unknown): Reply {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
