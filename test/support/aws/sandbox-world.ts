import { usualCircumstances } from "../../../sandbox/aws/circumstances.ts";
import type { World } from "../../../sandbox/aws/cloudformation/world.ts";
import type { Effect, Setting } from "../../../sandbox/aws/service.ts";
import { AwsError } from "../../../sandbox/aws/service.ts";

/** A setting without disk: what was saved, recorded and planned can be looked at and changed. */
export function memorySetting(saved = new Map<string, string>()) {
  const effects: Effect[] = [];
  const failing = new Map<string, string>();
  const setting: Setting = {
    region: "us-west-1",
    account: "123456789012",
    stack: "loan-tracker",
    speed: 4000,
    home: "/nowhere",
    ledger: {
      record: (effect) => void effects.push({ at: new Date().toISOString(), ...effect }),
      all: () => effects,
    },
    failures: {
      takeResource: ({ logicalId, type }) => {
        const key = [logicalId, type].find((name) => failing.has(name)) ?? "";
        const reason = failing.get(key);
        failing.delete(key);
        return reason === undefined ? undefined : { reason, afterMs: 0 };
      },
      takeStep: () => undefined,
      takeStatement: () => undefined,
      takeLag: () => undefined,
      takeEnd: () => false,
    },
    circumstances: usualCircumstances,
    snapshots: {
      load: (name) => {
        const text = saved.get(name);
        return text === undefined ? undefined : JSON.parse(text);
      },
      save: (name, state) => void saved.set(name, JSON.stringify(state())),
      log: () => ({ records: [], save: () => undefined }),
    },
    now: () => new Date(),
  };
  return { setting, effects, failing, saved };
}

/** Buckets, clusters and a catalog that are ready at once: what CloudFormation's stand-in needs and no more. */
export function smallWorld() {
  const buckets = new Map<
    string,
    { tags: Record<string, string>; objects: string[]; documents: Record<string, string> }
  >();
  const clusters = new Map<string, string>();
  const warehouses = new Map<string, Readonly<Record<string, unknown>>>();
  const databases = new Set<string>();
  /** Of the clusters of these ids. */
  const snapshots: string[] = [];
  const unused = () => {
    throw new Error("CloudFormation has no business with objects");
  };
  const world: World = {
    roles: { isAssumable: () => true, require: () => undefined },
    network: { hangsOn: () => false },
    lake: {
      get directory() {
        return unused();
      },
      createBucket: (bucket, options) => {
        if (buckets.has(bucket))
          throw new AwsError("BucketAlreadyOwnedByYou", `${bucket} already exists`, 409);
        buckets.set(bucket, { tags: { ...options?.tags }, objects: [], documents: {} });
      },
      configure: (bucket, name, document) => {
        Object.assign(buckets.get(bucket)?.documents ?? {}, { [name]: document });
      },
      unset: (bucket, name) => {
        delete buckets.get(bucket)?.documents[name];
      },
      tag: (bucket, tags) => {
        Object.assign(buckets.get(bucket) ?? {}, { tags: { ...tags } });
      },
      deleteBucket: (bucket) => {
        if ((buckets.get(bucket)?.objects.length ?? 0) > 0) {
          throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty.", 409);
        }
        buckets.delete(bucket);
      },
      hasBucket: (bucket) => buckets.has(bucket),
      buckets: () => [...buckets].map(([name, { tags }]) => ({ name, tags })),
      list: unused,
      head: unused,
      path: unused,
      put: unused,
    },
    emr: {
      launch: () => {
        const id = `j-${clusters.size + 1}SANDBOX`;
        clusters.set(id, "WAITING");
        return { id, masterPublicDns: "ip-10-20-0-10.us-west-1.compute.internal" };
      },
      ready: () => Promise.resolve(),
      modify: () => undefined,
      terminate: (id) => Promise.resolve(void clusters.set(id, "TERMINATED")),
      state: (id) => clusters.get(id),
    },
    redshift: {
      createCluster: (id, properties) => {
        warehouses.set(id, properties);
        return {
          address: `${id}.sandbox.us-west-1.redshift.amazonaws.com`,
          port: 5439,
          namespaceArn: `arn:aws:redshift:us-west-1:123456789012:namespace:${id}`,
          secretArn: `arn:aws:secretsmanager:us-west-1:123456789012:secret:redshift!${id}`,
        };
      },
      ready: () => Promise.resolve(),
      modifyCluster: (id, properties) => Promise.resolve(void warehouses.set(id, properties)),
      deleteCluster: (id, { leavesSnapshot }) => {
        if (leavesSnapshot) snapshots.push(id);
        return Promise.resolve(void warehouses.delete(id));
      },
      status: (id) => (warehouses.has(id) ? "available" : undefined),
      catalog: {
        createDatabase: (name) => void databases.add(name),
        deleteDatabase: (name) => void databases.delete(name),
        hasDatabase: (name) => databases.has(name),
      },
    },
  };
  return { world, buckets, clusters, warehouses, databases, snapshots };
}
