import { Problem } from "../../src/domain/problem.ts";

/** The control door of a stand-in: JSON over loopback, with the faults that every stand-in can be asked for. */
export interface ControlDoor {
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
  /** What was set there is as it was. */
  reset(path: string): Promise<unknown>;
  /** From now on calls fail as the rule says. */
  fault(rule: FaultRule): Promise<void>;
  /** How often each fault has struck, in the order in which they were asked for. */
  struck(): Promise<readonly number[]>;
  /** The same of all together. */
  firedFaults(): Promise<number>;
  /** Faults are forgotten, also those that have fired. */
  clearFaults(): Promise<void>;
}

/** A fault as the stand-in's door takes it: what it strikes, how, and how often. */
export type FaultRule = Readonly<Record<string, unknown>>;

/** The control door of the stand-in at that URL; throws a `Problem` with its own sentence on whatever it refuses. */
export function openControlDoor(url: string): ControlDoor {
  const ask = async (path: string, init?: RequestInit) =>
    await read(await fetch(`${url}/sandbox/${path}`, init));
  const post = async (path: string, body: unknown) =>
    await ask(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const reset = async (path: string) => await ask(path, { method: "DELETE" });
  const struck = async () =>
    ((await ask("faults")) as readonly { readonly fired: number }[]).map(({ fired }) => fired);
  return {
    get: async (path) => await ask(path),
    post,
    reset,
    fault: async (rule) => void (await post("faults", rule)),
    struck,
    firedFaults: async () => (await struck()).reduce((sum, fired) => sum + fired, 0),
    clearFaults: async () => void (await reset("faults")),
  };
}

async function read(response: Response): Promise<unknown> {
  const body = (await response.json()) as { readonly error?: string };
  if (response.ok) return body;
  const says = `asking ${new URL(response.url).pathname}: ${body.error ?? response.status}`;
  throw new Problem("door-refused", says, { remedy: "read what it says" });
}
