import { Problem } from "../problem.ts";

/** A cluster as far as its end has to be told. */
interface EndedCluster {
  readonly id: string;
  /** As AWS writes it; `null`: AWS does not know it any more. */
  readonly state: string | null;
  /** In AWS's words; `null` when it gave none. */
  readonly reason: string | null;
}

const NEW_CLUSTER = "`/loans deploy` plans a new cluster alone, and the lake stays";

function endOf({ id, state, reason }: EndedCluster): string {
  return `${id} is ${state ?? "gone"}${reason === null ? "" : ` (${reason.replace(/\.$/, "")})`}`;
}

/** The stack has no EMR cluster any more; `asked`: who met that. A deploy's own *Retry* plans the new one. */
export function clusterMissing(cluster: EndedCluster, asked: "run" | "deploy" = "run"): Problem {
  const says = `looking for the EMR cluster: ${endOf(cluster)}, and an ended cluster cannot be started again`;
  const remedy =
    asked === "deploy"
      ? "press Retry, which plans a new cluster alone: the lake stays"
      : `${NEW_CLUSTER}; after that press Retry`;
  return new Problem("cluster-missing", says, { remedy });
}

/** The cluster ended under steps; perhaps another one has its place. */
export function clusterEnded(cluster: EndedCluster, doing: string): Problem {
  return new Problem("emr-cluster-ended", `${doing}: their cluster ${endOf(cluster)}`, {
    remedy: `press Retry once another cluster of this stack is there: the steps run on it; ${NEW_CLUSTER}`,
  });
}

/**
 * The stack's Redshift cluster is not there. CloudFormation cannot make it anew in place: its name is the stack's, and
 * nothing of the template has changed.
 */
export function warehouseGone(id: string, region: string): Problem {
  const aws = (words: string) => `\`aws redshift ${words} --region ${region}\``;
  const rename = aws(`modify-cluster --cluster-identifier <its name now> --new-cluster-identifier ${id}`);
  const restore = aws(
    `restore-from-cluster-snapshot --cluster-identifier ${id} --snapshot-identifier <a snapshot> --manage-master-password`,
  );
  return new Problem(
    "warehouse-gone",
    `looking for the Redshift cluster "${id}": there is none, so somebody has renamed or deleted it`,
    {
      remedy: `rename it back (${rename}), or restore a snapshot under its name (${restore}) with the stack's RedshiftSubnets, RedshiftGroup and SpectrumRole, then press Retry; where there is no snapshot, copy raw/ and stage/ out of the lake, then \`/loans teardown\` and \`/loans deploy\` make both anew, and \`/loans run\` counts the days again`,
    },
  );
}
