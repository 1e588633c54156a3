import type { Clients } from "../../../src/aws/clients.ts";
import { createClients } from "../../../src/aws/clients.ts";

/** The app's own clients on the AWS stand-in at this address. */
export function clientsAt(url: string): Clients {
  // The SDK's chain looks at the environment first; on a developer's machine it would go on to real credentials.
  process.env["AWS_ACCESS_KEY_ID"] = "sandbox";
  process.env["AWS_SECRET_ACCESS_KEY"] = "sandbox";
  return createClients({ region: "us-west-1", endpoint: new URL(url) });
}
