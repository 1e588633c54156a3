import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { Redis } from "ioredis";
import type { PrivateRedis } from "../../../sandbox/driver/private-redis.ts";
import { startRedis } from "../../../sandbox/driver/private-redis.ts";
import { until } from "../../../sandbox/driver/until.ts";

/** Stands before Redis as the name of a managed one does: after a failover new connections lead elsewhere, and those that stand stay. */
export interface RedisRelay {
  readonly url: string;
  /** New connections lead to that server from now on. */
  leadTo(url: string): void;
  close(): Promise<void>;
}

/** Opens one that leads to `url`. */
export async function startRelay(url: string): Promise<RedisRelay> {
  let port = Number(new URL(url).port);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: (to) => {
      port = Number(new URL(to).port);
    },
    close: async () => {
      for (const one of open) one.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const portOf = (url: string) => new URL(url).port;

/** Makes a new server the primary and the old one its replica, and leads new connections to the new one, which it answers. */
export async function failOver(old: Pick<PrivateRedis, "url">, relay: RedisRelay): Promise<PrivateRedis> {
  const next = await startRedis();
  const [was, is] = [old, next].map(({ url }) => new Redis(url));
  try {
    await is?.call("REPLICAOF", "127.0.0.1", portOf(old.url));
    await until("the new server has all of the old one", async () =>
      (await is?.info("replication"))?.includes("master_link_status:up"),
    );
    await is?.call("REPLICAOF", "NO", "ONE");
    await was?.call("REPLICAOF", "127.0.0.1", portOf(next.url));
    relay.leadTo(next.url);
  } finally {
    for (const one of [was, is]) one?.disconnect();
  }
  return next;
}
