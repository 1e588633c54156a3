/** Something that lies in a stack's network and that the stack did not make: it keeps EC2 from deleting the VPC. */
export interface NetworkRemain {
  readonly kind: "endpoint" | "interface" | "group";
  /** `vpce-…`, `eni-…`, `sg-…`. */
  readonly id: string;
  /** What it is there for, in the words of who made it: an endpoint's service, a group's name. May be empty. */
  readonly words: string;
  /** It belongs to something that uses it, and goes with that: EC2 deletes it at nobody's wish. */
  readonly isInUse: boolean;
}

/** Named one by one in a sentence; more are told as a number. */
const NAMED = 6;

const kinds = { endpoint: "endpoint", interface: "network interface", group: "security group" } as const;

/** What hangs on a network, for a sentence: `endpoint vpce-1 (com.amazonaws…), network interface eni-2`. */
export function remainsNamed(remains: readonly NetworkRemain[]): string {
  const named = remains
    .slice(0, NAMED)
    .map(({ kind, id, words }) => `${kinds[kind]} ${id}${words === "" ? "" : ` (${words})`}`);
  const more = remains.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

/** What deletes it, the exact commands in the order in which EC2 takes them, or whose business it is. */
export function remainsRemedy(remains: readonly NetworkRemain[], region: string): string {
  const free = remains.filter(({ isInUse }) => !isInUse).slice(0, NAMED);
  const ids = (kind: NetworkRemain["kind"]) => free.filter((one) => one.kind === kind).map(({ id }) => id);
  const aws = (words: string) => `\`aws ec2 ${words} --region ${region}\``;
  const endpoints = ids("endpoint");
  const commands = [
    ...(endpoints.length === 0
      ? []
      : [aws(`delete-vpc-endpoints --vpc-endpoint-ids ${endpoints.join(" ")}`)]),
    ...ids("interface").map((id) => aws(`delete-network-interface --network-interface-id ${id}`)),
    ...ids("group").map((id) => aws(`delete-security-group --group-id ${id}`)),
  ];
  const used = remains.filter(({ isInUse }) => isInUse).map(({ id, words }) => words || id);
  return [
    ...(used.length === 0 ? [] : [`delete what uses ${used.slice(0, NAMED).join(", ")}`]),
    ...(commands.length === 0 ? [] : [`run ${commands.join(", then ")}`]),
  ].join("; then ");
}
