import { inspect } from "node:util";

/** A value that cannot be printed by accident. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one call that needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}

/** What may need a second person. */
export type Approvable = "deploy" | "teardown" | "force";

/** Everything the environment decides, parsed and precise. */
export interface Config {
  readonly slack: {
    readonly mode: "http" | "socket";
    readonly botToken: Secret;
    /** `null` in socket mode without one. */
    readonly signingSecret: Secret | null;
    /** `null` = HTTP. */
    readonly appToken: Secret | null;
    /** `null` = the real Slack. */
    readonly apiUrl: URL | null;
    /** The channel's id. */
    readonly channel: string;
  };
  /** User ids (`U…`, `W…`) and user-group ids (`S…`). */
  readonly people: {
    readonly operators: readonly string[];
    readonly approvers: readonly string[];
    /** Empty = everyone in the channel. */
    readonly viewers: readonly string[];
    readonly approvals: readonly Approvable[];
  };
  readonly http: { readonly port: number };
  readonly redis: { readonly url: Secret };
  readonly aws: {
    readonly region: string;
    /** `null` = the real AWS. */
    readonly endpoint: URL | null;
  };
  readonly stack: {
    readonly name: string;
    /** `null` = `<stack>-<account>-<region>`, which only AWS can complete. */
    readonly bucket: string | null;
    /** For the template's parameters. */
    readonly parameters: Readonly<Record<string, string>>;
  };
  readonly daily: {
    /** A path or an `s3://` URL, with `{date}` where the day goes. */
    readonly source: string;
    /** IANA name. */
    readonly zone: string;
    /** `HH:MM` in that zone; `null` = off. */
    readonly at: string | null;
    readonly deadline: string | null;
  };
  /** Divides polling intervals and grace periods. */
  readonly pace: number;
  readonly log: { readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent" };
}
