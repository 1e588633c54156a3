import type { AwsError } from "../service.ts";
import type { Reply } from "./reply.ts";
import type { ListStyle } from "./xml.ts";
import { escapeXml, writeXml } from "./xml.ts";

const namespace = "http://ec2.amazonaws.com/doc/2016-11-15/";

/** EC2 calls the entries of every list `item`. */
const items: ListStyle = (name, entries) =>
  `<${name}>${entries.map((entry) => `<item>${entry}</item>`).join("")}</${name}>`;

/** An operation's output as EC2 sends it: no result element around it, members by their names on the wire (`vpcId`). */
export function ec2Reply(operation: string, output: object | undefined, requestId: string): Reply {
  return {
    status: 200,
    headers: { "content-type": "text/xml;charset=UTF-8" },
    body:
      `<?xml version="1.0" encoding="UTF-8"?>\n<${operation}Response xmlns="${namespace}">` +
      `<requestId>${requestId}</requestId>${writeXml(output ?? {}, items)}</${operation}Response>`,
  };
}

/** An error as EC2 sends it: https://docs.aws.amazon.com/ec2/latest/devguide/api-error-codes.html. */
export function ec2Error(error: AwsError, { requestId }: { readonly requestId: string }): Reply {
  return {
    status: error.status,
    headers: { "content-type": "text/xml;charset=UTF-8" },
    body:
      `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${escapeXml(error.code)}</Code>` +
      `<Message>${escapeXml(error.message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`,
  };
}
