/** Of all that there is the part that is shown. */
export interface Part<Item> {
  readonly shown: readonly Item[];
  /** How many there are with those that are not shown. */
  readonly total: number;
}

/** An object of a bucket. */
export interface AccountObject {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
}

/** Something that was done in the account. */
export interface AccountEffect {
  /** ISO time. */
  readonly at: string;
  readonly service: string;
  readonly operation: string;
  readonly name: string;
}

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
    readonly steps: readonly {
      readonly id: string;
      readonly name: string;
      readonly state: string;
      /** What EMR has put into the lake of it. */
      readonly logs: readonly AccountObject[];
    }[];
  }[];
  readonly warehouses: readonly { readonly id: string; readonly status: string }[];
  readonly objects: Part<AccountObject>;
  /** The newest, and those last. */
  readonly effects: Part<AccountEffect>;
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
