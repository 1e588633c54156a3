import type { Readable } from "node:stream";
import type { ServiceName } from "../service.ts";

/** An HTTP answer before it is sent, so that a fault can lose it after the work is done. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
}

/** One answer on its way to a client, as the conformance test reads it against botocore's models. */
export interface SentAnswer {
  readonly service: ServiceName;
  readonly operation: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** `null` for the bytes of an object, which are nobody's to model. */
  readonly body: string | null;
}
