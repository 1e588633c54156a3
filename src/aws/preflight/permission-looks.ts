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
import { gatherPages, nullWhenAbsent } from "../pages.ts";

/** At most so many questions at once: IAM answers a simulation slowly and few of them a second. */
const AT_ONCE = 4;

/** What IAM says of the bot, of CloudFormation's role and of the services' own roles. */
export function permissionLooks(clients: Clients, { caller, place }: { caller: AwsCaller; place: BotPlace }) {
  const { iam } = arnsOf(place);

  /** Whether the policies of that user or role, with its boundary, allow each of the actions. */
  async function simulate(source: string, { actions, resource, context }: Permission) {
    const { sdk, client } = await clients.iam();
    const told = Object.entries(context).map(([ContextKeyName, value]) => ({
      ...{ ContextKeyName, ContextKeyValues: [value], ContextKeyType: "string" as const },
    }));
    const pages = await gatherPages(
      (Marker) =>
        client.send(
          new sdk.SimulatePrincipalPolicyCommand({
            PolicySourceArn: source,
            ActionNames: [...actions],
            ...(resource === "*" ? {} : { ResourceArns: [resource] }),
            ...(told.length === 0 ? {} : { ContextEntries: told }),
            Marker,
          }),
        ),
      (page) => (page.IsTruncated === true ? page.Marker : undefined),
    );
    return pages
      .flatMap((page) => page.EvaluationResults ?? [])
      .map(({ EvalActionName: action = "", EvalDecision }) => ({
        action,
        resource,
        isAllowed: EvalDecision === "allowed",
      }));
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
      const asked = botPermissions(place).filter(({ isForLooks }) => !isForLooks);
      const found = await inTurn(asked, (one) => simulate(source, one));
      return {
        asked: found.length,
        denied: found.filter(({ isAllowed }) => !isAllowed),
      };
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
      const [found] = await simulate(source, {
        ...{ actions: ["kms:Decrypt"], resource: key, context: {}, isForLooks: true },
      });
      return found?.isAllowed ?? null;
    },
  };

  async function mayBeMade(role: LinkedRole): Promise<boolean | null> {
    try {
      const [found] = await simulate(iam(cloudFormationRole(place.stack)), {
        actions: ["iam:CreateServiceLinkedRole"],
        resource: iam(linkedRole(role)),
        context: { "iam:AWSServiceName": role.service },
        isForLooks: true,
      });
      return found?.isAllowed ?? null;
    } catch (error) {
      if (/^(denied|not-found)$/.test(classifyAwsError(error).kind)) return null;
      throw error;
    }
  }
}

/** The answers to all questions, a few of them asked at once. */
async function inTurn<Question, Answer>(
  questions: readonly Question[],
  ask: (question: Question) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const rest = questions.values();
  const found: Answer[] = [];
  const worker = async () => {
    for (const question of rest) found.push(...(await ask(question)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found;
}
