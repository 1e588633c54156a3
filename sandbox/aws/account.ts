/** What there is in the account, as somebody sees it who looks at AWS's console. */
export interface Account {
  readonly stacks: readonly {
    readonly name: string;
    readonly status: string;
    readonly resources: readonly {
      readonly id: string;
      readonly type: string;
      readonly status: string;
      readonly reason: string;
    }[];
  }[];
  readonly clusters: readonly {
    readonly id: string;
    readonly name: string;
    readonly state: string;
    readonly steps: readonly { readonly id: string; readonly name: string; readonly state: string }[];
  }[];
  readonly warehouses: readonly { readonly id: string; readonly status: string }[];
  readonly objects: readonly { readonly bucket: string; readonly key: string; readonly bytes: number }[];
  readonly effects: readonly {
    /** ISO time. */
    readonly at: string;
    readonly service: string;
    readonly operation: string;
    readonly name: string;
  }[];
  readonly leftovers: readonly { readonly type: string; readonly id: string; readonly name: string }[];
  /** What was planned to go wrong, and how often it did. */
  readonly faults: readonly {
    readonly service: string;
    readonly operation: string;
    readonly kind: string;
    readonly times: number;
    readonly fired: number;
  }[];
}

/** An object as it is shown: the beginning of its text, or its first rows. */
export type Preview =
  | { readonly text: string; readonly isCut: boolean }
  | {
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** How many rows there are, of which only the first are shown. */
      readonly total: number;
    };
