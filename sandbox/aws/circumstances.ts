import { z } from "zod";
import { Problem } from "../../src/domain/problem.ts";

const circumstances = z.strictObject({
  /** EC2's instance types that no zone offers, or that one does not: `m5.xlarge`, `us-west-1a m5.xlarge`. */
  notOffered: z.array(z.string()),
  /** vCPUs that On-Demand Standard instances may have together. */
  vcpus: z.number().min(0),
  /** Nodes that all clusters of Redshift may have together. */
  redshiftNodes: z.number().min(0),
  /** Who decides about new tables: IAM alone, or Lake Formation's grants. */
  lakeFormation: z.enum(["iam", "grants"]),
  /** Whether EMR starts no cluster in a group that is open to everybody. */
  blocksPublicAccess: z.boolean(),
  /** Whether the service-linked roles of EMR and Redshift are there. */
  hasLinkedRoles: z.boolean(),
  /** Whether an administrator has deployed `bot-access.yaml`. */
  hasBotAccess: z.boolean(),
  /** Actions that an administrator denies the bot besides, whatever `bot-access.yaml` allows. */
  deniedActions: z.array(z.string()),
  /** Buckets of other accounts, whose names are taken. */
  foreignBuckets: z.array(z.string()),
});

/** What the account is like, apart from what is made in it. */
export type Circumstances = Readonly<z.infer<typeof circumstances>>;

/** A usual account, in which everything goes well. */
export const usualCircumstances: Circumstances = {
  notOffered: [],
  // AWS's own default of Redshift; of vCPUs an account in use has been given more than the five it began with.
  ...{ vcpus: 256, redshiftNodes: 200 },
  lakeFormation: "iam",
  blocksPublicAccess: true,
  hasLinkedRoles: true,
  hasBotAccess: true,
  deniedActions: [],
  foreignBuckets: [],
};

/** The account's circumstances as somebody sets them; a usual account until then. */
export class ChangingCircumstances {
  #now = usualCircumstances;

  get now(): Circumstances {
    return this.#now;
  }

  /** Sets what is named; throws `Problem` for what it does not understand. */
  change(wanted: unknown): Circumstances {
    const read = circumstances.partial().safeParse(wanted);
    if (!read.success) {
      const says = read.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`.trim());
      throw new Problem("bad-account", `changing the account: ${says.join("; ")}`, {
        remedy: `send some of ${Object.keys(usualCircumstances).join(", ")}`,
      });
    }
    // What is not named is not there, and so changes nothing.
    this.#now = { ...this.#now, ...(read.data as Partial<Circumstances>) };
    return this.#now;
  }

  reset(): Circumstances {
    this.#now = usualCircumstances;
    return this.#now;
  }
}
