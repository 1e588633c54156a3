import type { ResourceEvent } from "../domain/aws/diagnosis.ts";
import type { ResourcePhase } from "../domain/aws/stack-status.ts";
import { resourcePhase } from "../domain/aws/stack-status.ts";
import { classifyAwsError } from "./aws-errors.ts";
import type { Clients } from "./clients.ts";
import { serviceRole } from "./identity.ts";
import { gatherPages, instant, nullWhenAbsent } from "./pages.ts";
import { changeSetFacts, planRefusals, stackFacts } from "./read-stack.ts";
import type { ChangeSetFacts, PlanRefusal, StackFacts } from "./stack-facts.ts";

/** CloudFormation, as far as a deploy and a teardown need it. Errors rise as the SDK threw them: `classifyAwsError`. */
export interface Stacks {
  /** By name, or by id, which alone finds a deleted stack; `null` when there is none. */
  see(nameOrId: string): Promise<StackFacts | null>;
  /**
   * Asks for a change set. Repeating it with the same name is harmless: the name is its client token.
   * With `create` the stack appears in review, without resources. A failing execution is rolled back.
   */
  createChangeSet(wish: ChangeSetWish): Promise<{ readonly changeSetId: string; readonly stackId: string }>;
  /** `null` when there is no such change set, or no such stack. */
  seeChangeSet(which: ChangeSetName): Promise<ChangeSetFacts | null>;
  /** Why a change set failed, as far as AWS tells it of single resources; none where it tells nothing, or nobody may ask. */
  refusals(changeSetId: string): Promise<readonly PlanRefusal[]>;
  /** The change sets that are there, in no order: the executed ones that AWS still keeps, too. None when there is no stack. */
  changeSets(stack: string): Promise<readonly ListedChangeSet[]>;
  /** Starts the change; repeating it with the same token is harmless. */
  executeChangeSet(which: ChangeSetName & { readonly token: string }): Promise<void>;
  /** Harmless when it is gone already. The empty stack of a `create` stays in review: delete it too. */
  deleteChangeSet(which: ChangeSetName): Promise<void>;
  /** Every resource with its present state; deleted ones stay listed as gone. */
  resources(stackId: string): Promise<readonly ResourceFacts[]>;
  /** Oldest first: those at or after `since` (ISO time); with `token`, those of the operation it started; else all. */
  events(which: {
    readonly stackId: string;
    readonly since?: string;
    readonly token?: string;
  }): Promise<readonly ResourceEvent[]>;
  /** Takes back an update that goes on; harmless where none does any more, and to repeat with the same token. */
  cancelUpdate(what: { readonly stackId: string; readonly token: string }): Promise<void>;
  /** Goes on with taking back an update where that had failed; repeating it with the same token is harmless. */
  continueRollback(what: { readonly stackId: string; readonly token: string }): Promise<void>;
  /** Termination protection. */
  protect(what: { readonly stack: string; readonly on: boolean }): Promise<void>;
  /** Starts the deletion; repeating it with the same token, or after its end, is harmless. */
  deleteStack(what: { readonly stackId: string; readonly token: string }): Promise<void>;
}

/** What a change set is asked for with. */
interface ChangeSetWish extends ChangeSetName {
  readonly kind: "create" | "update";
  /** The template's text, at most 51,200 bytes. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Letters, digits and hyphens, at most 128; the stack by name or id. */
interface ChangeSetName {
  readonly stack: string;
  readonly name: string;
}

/** A change set as listed. */
interface ListedChangeSet {
  readonly name: string;
  /** It waits for somebody to execute it, or is still being computed. */
  readonly isWaiting: boolean;
}

/** One resource of a stack. */
export interface ResourceFacts {
  readonly logicalId: string;
  /** `null` until AWS has made it. */
  readonly physicalId: string | null;
  readonly type: string;
  /** As AWS writes it, for showing. */
  readonly status: string;
  readonly phase: ResourcePhase;
  /** `null` when AWS gave none. */
  readonly reason: string | null;
  /** ISO time. */
  readonly updatedAt: string;
}

/** How CloudFormation refuses to cancel what is not `UPDATE_IN_PROGRESS`, as a ValidationError (aws/copilot-cli#5046). */
const notUpdating = "CancelUpdateStack cannot be called from current stack status";

/** An operation ends when its resources are ready, or gone; in AWS's express mode it would before that, and roll nothing back. */
const whole = { Mode: "STANDARD" } as const;

/** Stacks over the CloudFormation API. */
export function createStacks(clients: Clients): Stacks {
  const load = clients.cloudFormation;
  const stacks: Stacks = {
    async see(nameOrId) {
      const { sdk, client } = await load();
      const reply = await nullWhenAbsent(client.send(new sdk.DescribeStacksCommand({ StackName: nameOrId })));
      const stack = reply?.Stacks?.[0];
      return stack === undefined ? null : stackFacts(stack);
    },

    async createChangeSet({ stack, name, kind, template, parameters, tags }) {
      const { sdk, client } = await load();
      try {
        const made = await client.send(
          new sdk.CreateChangeSetCommand({
            StackName: stack,
            ChangeSetName: name,
            ClientToken: name,
            ChangeSetType: kind === "create" ? "CREATE" : "UPDATE",
            TemplateBody: template,
            Parameters: Object.entries(parameters).map(([key, value]) => ({
              ParameterKey: key,
              ParameterValue: value,
            })),
            Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
            // Kept with the stack, so that carrying the set out acts by it, too.
            RoleARN: await serviceRole(clients, stack),
            // The template names no role, so the weaker of the two capabilities is enough.
            Capabilities: ["CAPABILITY_IAM"],
            // Rolled back, a first creation leaves a stack without resources whose events stay readable by name.
            OnStackFailure: "ROLLBACK",
            DeploymentConfig: whole,
          }),
        );
        return { changeSetId: made.Id ?? "", stackId: made.StackId ?? "" };
      } catch (error) {
        // Its name is derived from run and step: one that exists is an earlier try of this very call.
        const there =
          classifyAwsError(error).kind === "conflict" ? await stacks.seeChangeSet({ stack, name }) : null;
        if (there === null) throw error;
        return { changeSetId: there.id, stackId: there.stackId };
      }
    },

    async seeChangeSet({ stack, name }) {
      const { sdk, client } = await load();
      const pages = await nullWhenAbsent(
        gatherPages(
          (NextToken) =>
            client.send(
              new sdk.DescribeChangeSetCommand({ StackName: stack, ChangeSetName: name, NextToken }),
            ),
          (page) => page.NextToken,
        ),
      );
      const first = pages?.[0];
      // Between the call that deletes it and its disappearance it may still be described.
      if (pages === null || first === undefined || /^DELETE_(?!FAILED)/.test(first.Status ?? "")) return null;
      return changeSetFacts(
        first,
        pages.flatMap((page) => page.Changes ?? []),
      );
    },

    async refusals(changeSetId) {
      const { sdk, client } = await load();
      try {
        // By its id alone: with a name AWS asks for the stack, https://github.com/aws-cloudformation/cloudformation-cli/issues/1116
        const pages = await gatherPages(
          (NextToken) =>
            client.send(
              new sdk.DescribeEventsCommand({
                ChangeSetName: changeSetId,
                Filters: { FailedEvents: true },
                NextToken,
              }),
            ),
          (page) => page.NextToken,
        );
        return planRefusals(pages.flatMap((page) => page.OperationEvents ?? []));
      } catch (error) {
        const { kind } = classifyAwsError(error);
        // The change set's own sentence is told then, without its cause.
        if (kind === "denied" || kind === "not-found") return [];
        throw error;
      }
    },

    async changeSets(stack) {
      const { sdk, client } = await load();
      const pages = await nullWhenAbsent(
        gatherPages(
          (NextToken) => client.send(new sdk.ListChangeSetsCommand({ StackName: stack, NextToken })),
          (page) => page.NextToken,
        ),
      );
      return (pages ?? [])
        .flatMap((page) => page.Summaries ?? [])
        .filter(({ Status = "" }) => !/^DELETE_(?!FAILED)/.test(Status))
        .map(({ ChangeSetName = "", Status = "", ExecutionStatus = "" }) => ({
          name: ChangeSetName,
          isWaiting:
            ExecutionStatus === "AVAILABLE" || Status === "CREATE_PENDING" || Status === "CREATE_IN_PROGRESS",
        }));
    },

    async executeChangeSet({ stack, name, token }) {
      const { sdk, client } = await load();
      try {
        await client.send(
          new sdk.ExecuteChangeSetCommand({
            StackName: stack,
            ChangeSetName: name,
            ClientRequestToken: token,
          }),
        );
      } catch (error) {
        // "Already executed" is what a repeat hears whose first try went through.
        const there =
          classifyAwsError(error).kind === "conflict" ? await stacks.seeChangeSet({ stack, name }) : null;
        if (there?.execution !== "underway" && there?.execution !== "done") throw error;
      }
    },

    async deleteChangeSet({ stack, name }) {
      const { sdk, client } = await load();
      await nullWhenAbsent(
        client.send(new sdk.DeleteChangeSetCommand({ StackName: stack, ChangeSetName: name })),
      );
    },

    async resources(stackId) {
      const { sdk, client } = await load();
      const pages = await gatherPages(
        (NextToken) => client.send(new sdk.ListStackResourcesCommand({ StackName: stackId, NextToken })),
        (page) => page.NextToken,
      );
      return pages
        .flatMap((page) => page.StackResourceSummaries ?? [])
        .map((resource) => ({
          logicalId: resource.LogicalResourceId ?? "",
          // AWS answers an empty text, not none, for a resource that was never made.
          physicalId: resource.PhysicalResourceId || null,
          type: resource.ResourceType ?? "",
          status: resource.ResourceStatus ?? "",
          phase: resourcePhase(resource.ResourceStatus ?? ""),
          reason: resource.ResourceStatusReason ?? null,
          updatedAt: instant(resource.LastUpdatedTimestamp),
        }));
    },

    async events({ stackId, since, token }) {
      const { sdk, client } = await load();
      const found: ResourceEvent[] = [];
      let sawToken = false;
      let next: string | undefined;
      do {
        const page = await client.send(
          new sdk.DescribeStackEventsCommand({ StackName: stackId, NextToken: next }),
        );
        next = page.NextToken;
        // AWS lists the newest first, so the first one that is too old ends the search.
        for (const event of page.StackEvents ?? []) {
          const at = instant(event.Timestamp);
          const ownToken = event.ClientRequestToken ?? null;
          const isOlderOperation = sawToken && ownToken !== null && ownToken !== token;
          if ((since !== undefined && at < since) || isOlderOperation) return found.reverse();
          if (token !== undefined && ownToken !== token) continue;
          sawToken = token !== undefined;
          found.push({
            id: event.EventId ?? "",
            at,
            logicalId: event.LogicalResourceId ?? "",
            type: event.ResourceType ?? "",
            status: event.ResourceStatus ?? "",
            reason: event.ResourceStatusReason ?? null,
            token: ownToken,
          });
        }
      } while (next !== undefined);
      return found.reverse();
    },

    async cancelUpdate({ stackId, token }) {
      const { sdk, client } = await load();
      try {
        await client.send(
          new sdk.CancelUpdateStackCommand({ StackName: stackId, ClientRequestToken: token }),
        );
      } catch (error) {
        // It has ended, or is being taken back already: which of them its status tells.
        const { kind, message } = classifyAwsError(error);
        if (kind !== "conflict" && !message.includes(notUpdating)) throw error;
      }
    },

    async continueRollback({ stackId, token }) {
      const { sdk, client } = await load();
      try {
        await client.send(
          new sdk.ContinueUpdateRollbackCommand({
            StackName: stackId,
            ClientRequestToken: token,
            RoleARN: await serviceRole(clients, nameOf(stackId)),
          }),
        );
      } catch (error) {
        // How a repeat hears that its first try went through.
        const { kind } = classifyAwsError(error);
        const there = kind === "conflict" || kind === "invalid" ? await stacks.see(stackId) : null;
        if (!there || there.status.isStuckBetween) throw error;
      }
    },

    async protect({ stack, on }) {
      const { sdk, client } = await load();
      await client.send(
        new sdk.UpdateTerminationProtectionCommand({ StackName: stack, EnableTerminationProtection: on }),
      );
    },

    async deleteStack({ stackId, token }) {
      const { sdk, client } = await load();
      try {
        const RoleARN = await serviceRole(clients, nameOf(stackId));
        await client.send(
          new sdk.DeleteStackCommand({
            ...{ StackName: stackId, ClientRequestToken: token, RoleARN },
            DeploymentConfig: whole,
          }),
        );
      } catch (error) {
        // The same token again is how a repeat hears that its first try went through.
        const { code } = classifyAwsError(error);
        const there = code === "TokenAlreadyExistsException" ? await stacks.see(stackId) : undefined;
        if (there !== null && there?.status.isDeleting !== true && there?.status.isDeleted !== true)
          throw error;
      }
    },
  };
  return stacks;
}

/** The name in a stack's id, `arn:…:stack/<name>/<uuid>`. */
function nameOf(stackId: string): string {
  return stackId.split("/")[1] ?? "";
}
