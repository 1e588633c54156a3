/** Policies that no right of the bot's role outweighs, in the words of AWS's refusals, and who can change each. */
const policiesAbove: Readonly<Record<string, string>> = {
  "service control": "whoever administers the AWS organization",
  "resource control": "whoever administers the AWS organization",
  "resource-based": "the owner of the bucket, key or secret that it names",
  "VPC endpoint": "whoever administers the network's endpoints",
  "permissions boundary": "whoever set the boundary of the bot's role",
  session: "whoever gives the bot its session",
  "identity-based": "whoever administers the bot's role",
};

/**
 * What helps where AWS denies. `wordless`: the rights that the call needs, for a refusal that names none.
 *
 * The refusal names the kind of policy that stands in the way, and whether one forbids it or none allows it
 * (docs.aws.amazon.com/IAM, "Troubleshoot access denied error messages", November 2026).
 */
export function deniedRemedy(message: string, wordless: string | null): string {
  const action = /not authorized to perform:? ([\w-]+:\w+)/.exec(message)?.[1];
  const forbidding = /with an explicit deny in an? ([\w -]+?)(?: policy)?(?:: \S+)?\.?$/i.exec(
    message.trim(),
  )?.[1];
  if (/explicit deny/i.test(message)) {
    const who = policiesAbove[forbidding ?? ""] ?? "whoever administers the account's policies";
    return `a policy forbids it, and no right that the bot is given helps; ask ${who} to take it out of that`;
  }
  const silent = /because no ([\w -]+?)(?: policy)? allows the/i.exec(message)?.[1] ?? "identity-based";
  // Whose key it is, whoever deploys the bot's access knows; the policy names none by itself.
  if (action === "kms:Decrypt") {
    const key =
      "give the ARN of the key that encrypts it to cloudformation/bot-access.yaml as SourceKey, and deploy that again";
    return silent === "resource-based"
      ? "ask the owner of the key to allow `kms:Decrypt` to the bot's role in the key's policy"
      : key;
  }
  const above = silent === "identity-based" ? undefined : policiesAbove[silent];
  const rights = action === undefined ? wordless : `\`${action}\``;
  if (above !== undefined && rights !== null)
    return `ask ${above} to allow ${rights} there; the bot's role may have it already`;
  return rights === null
    ? "compare the bot's role with cloudformation/bot-access.yaml"
    : `allow ${rights} to the bot's role, as cloudformation/bot-access.yaml does`;
}
