import type { BotPlace, LinkedRole, Permission } from "../../domain/aws/preflight/bot-permissions.ts";
import {
  arnsOf,
  botPermissions,
  boundary,
  cloudFormationRole,
  linkedRole,
  linkedRoles,
} from "../../domain/aws/preflight/bot-permissions.ts";
import type { AwsCaller } from "../../domain/aws/preflight/caller.ts";
import type { DeniedActions } from "../../domain/aws/preflight/judge-access.ts";
import type { LinkedRoleFacts } from "../../domain/aws/preflight/judge-account.ts";
import { classifyAwsError } from "../aws-errors.ts";
import type { Clients } from "../clients.ts";
import { nullWhenAbsent } from "../pages.ts";

/** At most so many questions at once: IAM answers a simulation slowly and few of them a second. */
const AT_ONCE = 4;

/** What IAM says of the bot, of CloudFormation's role and of the services' own roles. */
export function permissionLooks(clients: Clients, { caller, place }: { caller: AwsCaller; place: BotPlace }) {
  const { iam } = arnsOf(place);

  /**
   * Whether the policies of that user or role, with its boundary, allow the action. One at a time: IAM refuses to judge some
   * actions together ("require different authorization information") and documents nowhere which.
   */
  async function simulate(
    source: string,
    action: string,
    { resource, context }: Pick<Permission, "resource" | "context">,
  ): Promise<boolean> {
    const { sdk, client } = await clients.iam();
    const told = Object.entries(context).map(([ContextKeyName, value]) => ({
      ...{ ContextKeyName, ContextKeyValues: [value], ContextKeyType: "string" as const },
    }));
    const { EvaluationResults = [] } = await client.send(
      new sdk.SimulatePrincipalPolicyCommand({
        PolicySourceArn: source,
        ActionNames: [action],
        ...(resource === "*" ? {} : { ResourceArns: [resource] }),
        ...(told.length === 0 ? {} : { ContextEntries: told }),
      }),
    );
    return (
      EvaluationResults.length > 0 &&
      EvaluationResults.every(({ EvalDecision }) => EvalDecision === "allowed")
    );
  }

  /** Whose policies are simulated; `null` for the root user and for federated ones, whom IAM does not simulate. */
  async function sourceOf(): Promise<string | null> {
    if (caller.role === null) return caller.userArn;
    try {
      // An assumed role is named without its path, by which its ARN is another one.
      return await roleArn(caller.role);
    } catch (error) {
      if (classifyAwsError(error).kind !== "denied") throw error;
      return iam(`role/${caller.role}`);
    }
  }

  async function roleArn(name: string): Promise<string | null> {
    const { sdk, client } = await clients.iam();
    const found = await nullWhenAbsent(client.send(new sdk.GetRoleCommand({ RoleName: name })));
    return found?.Role?.Arn ?? null;
  }

  return {
    /** What is not allowed of all that the bot calls; `null` for whom IAM does not simulate. The looks before a deploy do without what is theirs alone. */
    async denied(): Promise<DeniedActions | null> {
      const source = await sourceOf();
      if (source === null) return null;
      const asked = botPermissions(place)
        .filter(({ isForLooks }) => !isForLooks)
        .flatMap(({ actions, ...on }) => actions.map((action) => ({ action, ...on })));
      const found = await inTurn(asked, async ({ action, ...on }) => ({
        ...{ action, resource: on.resource, isAllowed: await simulate(source, action, on) },
      }));
      return { asked: found.length, denied: found.filter(({ isAllowed }) => !isAllowed) };
    },

    /** Whether what an administrator makes for the bot is there. */
    async botAccess(): Promise<{ readonly hasRole: boolean; readonly hasBoundary: boolean }> {
      const { sdk, client } = await clients.iam();
      const [role, policy] = await Promise.all([
        roleArn(cloudFormationRole(place.stack).replace("role/", "")),
        nullWhenAbsent(client.send(new sdk.GetPolicyCommand({ PolicyArn: iam(boundary(place.stack)) }))),
      ]);
      return { hasRole: role !== null, hasBoundary: policy !== null };
    },

    /** Whether the services have their own roles, or may have them made by whoever makes the stack. */
    async linkedRoles(): Promise<readonly LinkedRoleFacts[]> {
      return await Promise.all(
        linkedRoles.map(async (role) => {
          const isThere = (await roleArn(role.name)) !== null;
          return { ...role, isThere, mayBeMade: isThere ? null : await mayBeMade(role) };
        }),
      );
    },

    /** Whether the bot may open what that key has encrypted, as far as its own policies say. */
    async mayDecrypt(key: string): Promise<boolean | null> {
      const source = await sourceOf();
      if (source === null) return null;
      return await simulate(source, "kms:Decrypt", { resource: key, context: {} });
    },
  };

  async function mayBeMade(role: LinkedRole): Promise<boolean | null> {
    try {
      return await simulate(iam(cloudFormationRole(place.stack)), "iam:CreateServiceLinkedRole", {
        resource: iam(linkedRole(role)),
        context: { "iam:AWSServiceName": role.service },
      });
    } catch (error) {
      if (/^(denied|not-found)$/.test(classifyAwsError(error).kind)) return null;
      throw error;
    }
  }
}

/** The answers to all questions in their order, a few of them asked at once. */
async function inTurn<Question, Answer>(
  questions: readonly Question[],
  ask: (question: Question) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const rest = questions.entries();
  const found: Answer[] = [];
  const worker = async () => {
    for (const [index, question] of rest) found[index] = await ask(question);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found;
}
