import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { AwsCall, Clients } from "../../src/aws/clients.ts";
import { createClients } from "../../src/aws/clients.ts";

/**
 * A clock that is set while the app runs. The SDK goes on signing by what it learned of the old one, AWS refuses that, and of such a
 * refusal the SDK says that it helps to repeat only where the machine's clock is wrong now (core 3.x, `AwsSdkSigV4Signer.errorHandler`).
 */

const home = mkdtempSync(join(tmpdir(), "loan-tracker-signature-time-"));
let aws: ChildProcess;
let endpoint: URL;

beforeAll(async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "sandbox");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "sandbox");
  // In a process of its own, whose clock nobody sets.
  const child = spawn(process.execPath, ["sandbox/aws/main.ts", "--home", home]);
  aws = child;
  const [line] = await child.stdout.setEncoding("utf8").take(1).toArray();
  endpoint = new URL(JSON.parse(line).url);
});

afterEach(() => vi.useRealTimers());
afterAll(async () => {
  const ended = once(aws, "exit");
  aws.kill("SIGTERM");
  await ended;
  rmSync(home, { recursive: true, force: true });
});

/** One call for each way in which a refusal for the time is said, and one by the client that the SDK lets send once alone. */
const asks: Readonly<Record<string, (clients: Clients) => Promise<unknown>>> = {
  "Query's": async (clients) => {
    const { sdk, client } = await clients.cloudFormation();
    return await client.send(new sdk.ListStacksCommand({}));
  },
  "JSON's": async (clients) => {
    const { sdk, client } = await clients.redshiftData();
    return await client.send(new sdk.ListStatementsCommand({}));
  },
  "S3's": async (clients) => {
    const { sdk, client } = await clients.s3();
    return await client.send(new sdk.ListBucketsCommand({}));
  },
  "EC2's": async (clients) => {
    const { sdk, client } = await clients.ec2();
    return await client.send(new sdk.DescribeInstancesCommand({}));
  },
  "EMR's, sent once,": async (clients) => {
    const { sdk, unrepeated } = await clients.emr();
    return await unrepeated.send(new sdk.ListClustersCommand({}));
  },
};

function setClock(minutesOff: number): void {
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minutesOff * 60_000 });
}

// Twenty minutes are more than S3 lets pass.
describe.each([
  [20, 0],
  [-20, 0],
  [0, 20],
  [0, -20],
  [20, -20],
])("a clock %i min ahead that is set to %i min ahead", (before, after) => {
  test.each(Object.entries(asks))("of %s first refusal nobody hears", async (name, ask) => {
    const told: AwsCall["outcome"][] = [];
    const clients = createClients(
      { region: "us-west-1", endpoint },
      { called: ({ outcome }) => told.push(outcome) },
    );
    setClock(before);
    await ask(clients);
    setClock(after);
    await ask(clients);
    expect(told.filter((outcome) => outcome === "ok")).toHaveLength(2);
    // The refusals that the SDK does not repeat; of JSON's it does one by its words.
    if (after === 0 && !(name === "JSON's" && before > 0))
      expect(told.at(-2)).toMatch(/wrong-clock|expired-credentials/);
  });
});
