import type { AwsError, Service } from "../service.ts";
import { ec2Error, ec2Reply } from "./ec2.ts";
import { jsonError, jsonReply, readJson } from "./json.ts";
import { queryError, queryReply, readQuery } from "./query.ts";
import type { Reply } from "./reply.ts";
import { restJsonError, restJsonReply } from "./rest-json.ts";

/** How a service is spoken to. */
export interface Protocol {
  /** Errors are JSON, and named as JSON services name them. */
  readonly isJson: boolean;
  readonly read: (body: string) => Record<string, unknown>;
  readonly reply: (
    service: Service,
    done: { readonly operation: string; readonly output: object | undefined; readonly requestId: string },
  ) => Reply;
  readonly refuse: (error: AwsError, asked: { readonly scope: string; readonly requestId: string }) => Reply;
}

/** The protocols of AWS that are spoken here, apart from S3's. */
export const protocols: Readonly<Record<Service["protocol"], Protocol>> = {
  json: {
    isJson: true,
    read: readJson,
    reply: (_, { output }) => jsonReply(output),
    refuse: (error) => jsonError(error),
  },
  "rest-json": {
    isJson: true,
    read: readJson,
    reply: (_, { output }) => restJsonReply(output),
    refuse: (error) => restJsonError(error),
  },
  query: {
    isJson: false,
    read: readQuery,
    reply: (service, { operation, output, requestId }) => queryReply(service, operation, output, requestId),
    refuse: queryError,
  },
  ec2: {
    isJson: false,
    read: readQuery,
    reply: (_, { operation, output, requestId }) => ec2Reply(operation, output, requestId),
    refuse: ec2Error,
  },
};
