/** The control door of the AWS stand-in, as far as the bench goes through it. */
export interface AwsDoor {
  /** The next call of that operation is answered after so long. */
  delayNext(call: {
    readonly service: string;
    readonly operation: string;
    readonly delayMs: number;
  }): Promise<void>;
  /** How many calls a fault has struck since the faults were cleared. */
  struck(): Promise<number>;
  clearFaults(): Promise<void>;
  /** Names of what was really done so far by calls of that operation. */
  effects(operation: string): Promise<readonly string[]>;
}

/** The door of the stand-in at that URL. */
export function awsDoor(url: string): AwsDoor {
  const ask = async (path: string, init?: RequestInit): Promise<unknown> =>
    await (await fetch(`${url}/sandbox/${path}`, init)).json();
  return {
    async delayNext(call) {
      const body = JSON.stringify({ ...call, kind: "delay", times: 1 });
      await ask("faults", { method: "POST", headers: { "content-type": "application/json" }, body });
    },
    async struck() {
      const faults = (await ask("faults")) as readonly { readonly fired: number }[];
      return faults.reduce((sum, { fired }) => sum + fired, 0);
    },
    clearFaults: async () => void (await ask("faults", { method: "DELETE" })),
    async effects(operation) {
      const ledger = (await ask("ledger")) as readonly {
        readonly operation: string;
        readonly name: string;
      }[];
      return ledger.filter((effect) => effect.operation === operation).map(({ name }) => name);
    },
  };
}
