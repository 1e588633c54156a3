import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Operation } from "../service.ts";
import { AwsError } from "../service.ts";
import { changeSetAnswer, changeSetSummary } from "./answers.ts";
import type { Book } from "./book.ts";
import type { Version } from "./changes.ts";
import { additions, differences } from "./changes.ts";
import { EXISTENCE_CHECK_FAILED, nameConflicts } from "./early-validation.ts";
import { invalid } from "./intrinsics.ts";
import { settleParameters } from "./parameters.ts";
import type { ChangeSetRecord, Plan, StackRecord } from "./records.ts";
import { page, read, requests } from "./request.ts";
import type { Running } from "./running.ts";
import { stackScope } from "./scope.ts";
import { capabilitiesNeeded, readTemplate } from "./template.ts";
import type { World } from "./world.ts";

/** AWS's own sentence; what deploys by change sets knows it by these words. */
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** AWS pages at 1 MB; smaller pages let a reader that forgets to turn them be found out. */
const CHANGES_A_PAGE = 30;

type CreateRequest = z.output<typeof requests.createChangeSet>;

/** What is done with change sets. */
export function changeSetOperations(
  { book, world }: { readonly book: Book; readonly world: World },
  running: Running,
): Readonly<Record<string, Operation>> {
  const { ledger } = book.setting;
  return {
    CreateChangeSet: (input) => {
      const request = read(requests.createChangeSet, input);
      refuseUnplayed(request);
      running.refuseRole(request.RoleARN);
      const set = existing(book, request) ?? create({ book, world }, request);
      return { Id: set.id, StackId: set.stackId };
    },

    DescribeChangeSet: (input) => {
      const { ChangeSetName, StackName, NextToken } = read(requests.changeSet, input);
      const set = book.findChangeSet(ChangeSetName, StackName);
      const changes = set.status === "CREATE_COMPLETE" ? set.changes : [];
      const { items, next } = page(changes, NextToken, CHANGES_A_PAGE);
      return { ...changeSetAnswer(set, items), ...next };
    },

    ListChangeSets: (input) => {
      const { StackName, NextToken } = read(requests.ofStack, input);
      const stack = book.find(StackName);
      const sets = book.state.changeSets.filter(({ stackId }) => stackId === stack.id);
      const { items, next } = page(sets, NextToken, 100);
      return { Summaries: items.map(changeSetSummary), ...next };
    },

    ExecuteChangeSet: (input, caller) => {
      const request = read(requests.executeChangeSet, input);
      const set = book.findChangeSet(request.ChangeSetName, request.StackName);
      const token = request.ClientRequestToken;
      if (book.isRepeated(token, `ExecuteChangeSet ${set.id}`)) return {};
      refuseUnready(set);
      if (set.kind === "UPDATE") refuseUnupdatable(book.find(set.stackId));
      book.useToken(token, `ExecuteChangeSet ${set.id}`);
      running.execute(set, { token, keepsFailures: request.DisableRollback, caller });
      ledger.record({
        service: "cloudformation",
        operation: "ExecuteChangeSet",
        name: set.name,
        id: set.id,
      });
      return {};
    },

    DeleteChangeSet: (input) => {
      const { ChangeSetName, StackName } = read(requests.changeSet, input);
      const set = book.seekChangeSet(ChangeSetName, StackName);
      // AWS says nothing about deleting one that is not there.
      if (set === undefined) return {};
      if (set.status === "CREATE_IN_PROGRESS" || set.execution.startsWith("EXECUTE_")) {
        throw unfit(set, "deleted", set.status === "CREATE_IN_PROGRESS" ? set.status : set.execution);
      }
      book.dropChangeSets((other) => other === set);
      ledger.record({ service: "cloudformation", operation: "DeleteChangeSet", name: set.name, id: set.id });
      return {};
    },
  };
}

function refuseUnplayed(request: CreateRequest): void {
  const { ChangeSetType, DeploymentConfig, TemplateBody, UsePreviousTemplate } = request;
  const unplayed =
    ChangeSetType === "IMPORT"
      ? "no imports"
      : (DeploymentConfig?.Mode ?? "STANDARD") !== "STANDARD"
        ? `no deployment mode ${DeploymentConfig?.Mode}`
        : TemplateBody === undefined && !UsePreviousTemplate
          ? "no templates by URL"
          : undefined;
  if (unplayed === undefined) return;
  throw new AwsError("NotImplemented", `The sandbox's CloudFormation knows ${unplayed}.`, 501);
}

/** The change set that an earlier, equal request made. */
function existing(book: Book, request: CreateRequest): ChangeSetRecord | undefined {
  const { StackName, ChangeSetName, ClientToken } = request;
  const stack = book.seek(StackName);
  const set = book.state.changeSets.find(
    ({ name, stackId }) => name === ChangeSetName && stackId === stack?.id,
  );
  if (set === undefined) return undefined;
  if (ClientToken !== undefined && set.clientToken === ClientToken) return set;
  throw new AwsError("AlreadyExistsException", `ChangeSet ${ChangeSetName} already exists`);
}

function create(
  { book, world }: { readonly book: Book; readonly world: World },
  request: CreateRequest,
): ChangeSetRecord {
  const { setting } = book;
  const { StackName, ChangeSetName, ChangeSetType, OnStackFailure } = request;
  const kind = ChangeSetType === "CREATE" ? "CREATE" : "UPDATE";
  const former = book.seek(StackName);
  refuseWrongKind(kind, former, request);
  const plan = planOf(request, former);
  const stack = former ?? book.addStack(StackName);
  const set: ChangeSetRecord = {
    id: `arn:aws:cloudformation:${setting.region}:${setting.account}:changeSet/${ChangeSetName}/${randomUUID()}`,
    name: ChangeSetName,
    stackId: stack.id,
    stackName: stack.name,
    kind,
    createdAt: book.now(),
    ...(request.Description === undefined ? {} : { description: request.Description }),
    ...(request.ClientToken === undefined ? {} : { clientToken: request.ClientToken }),
    ...(OnStackFailure === undefined ? {} : { onStackFailure: OnStackFailure }),
    ...(request.RoleARN === undefined ? {} : { roleArn: request.RoleARN }),
    ...(request.DeploymentConfig?.Mode === undefined
      ? {}
      : { deploymentMode: request.DeploymentConfig.Mode }),
    plan,
    changes: compare(book, stack, plan),
    status: "CREATE_PENDING",
    execution: "UNAVAILABLE",
  };
  book.state.changeSets = [...book.state.changeSets, set];
  book.keep();
  setting.ledger.record({
    service: "cloudformation",
    operation: "CreateChangeSet",
    name: set.name,
    id: set.id,
  });
  void book.background.start(() => compute({ book, world }, set));
  return set;
}

function refuseWrongKind(
  kind: "CREATE" | "UPDATE",
  former: StackRecord | undefined,
  request: CreateRequest,
): void {
  const { StackName, ChangeSetName } = request;
  if (kind === "CREATE") {
    if (former === undefined || former.status === "REVIEW_IN_PROGRESS") return;
    throw invalid(
      `Stack [${StackName}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
    );
  }
  if (former === undefined) throw invalid(`Stack [${StackName}] does not exist`);
  refuseUnupdatable(former);
}

function refuseUnupdatable({ id, status }: StackRecord): void {
  if (/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(status)) return;
  throw invalid(`Stack:${id} is in ${status} state and can not be updated.`);
}

function planOf(request: CreateRequest, former: StackRecord | undefined): Plan {
  const templateBody = request.UsePreviousTemplate ? former?.plan?.templateBody : request.TemplateBody;
  if (templateBody === undefined) throw invalid("Either Template URL or Template Body must be specified.");
  const template = readTemplate(templateBody);
  const { capability } = capabilitiesNeeded(template);
  const given = request.Capabilities;
  const isAcknowledged =
    capability === undefined || given.includes(capability) || given.includes("CAPABILITY_NAMED_IAM");
  if (!isAcknowledged) {
    throw new AwsError("InsufficientCapabilitiesException", `Requires capabilities : [${capability}]`);
  }
  return {
    templateBody,
    parameters: settleParameters(
      template.Parameters,
      request.Parameters.map(({ ParameterKey, ParameterValue, UsePreviousValue }) => ({
        key: ParameterKey,
        value: ParameterValue,
        usePrevious: UsePreviousValue,
      })),
      former?.plan?.parameters,
    ),
    capabilities: given,
    tags: Object.fromEntries(request.Tags.map(({ Key, Value }) => [Key, Value])),
  };
}

function compare(book: Book, stack: StackRecord, plan: Plan): ChangeSetRecord["changes"] {
  const version = (of: Plan): Version => {
    const template = readTemplate(of.templateBody);
    const { parameters, tags } = of;
    const { resources } = stack;
    return {
      template,
      tags,
      scope: stackScope({ template, parameters, stack, resources, setting: book.setting }),
    };
  };
  return stack.plan === undefined
    ? additions(version(plan))
    : differences(version(stack.plan), version(plan), stack.resources);
}

/** CloudFormation takes its seconds over a change set; a reader must wait for it. */
async function compute(
  { book, world }: { readonly book: Book; readonly world: World },
  set: ChangeSetRecord,
): Promise<void> {
  await book.background.wait(1);
  set.status = "CREATE_IN_PROGRESS";
  book.keep();
  await book.background.wait(4);
  const validation = nameConflicts({ book, world }, set);
  if (set.changes.length === 0) Object.assign(set, { status: "FAILED", reason: NO_CHANGES });
  else if (validation !== undefined)
    Object.assign(set, { status: "FAILED", reason: EXISTENCE_CHECK_FAILED, validation });
  else Object.assign(set, { status: "CREATE_COMPLETE", execution: "AVAILABLE" });
  book.keep();
}

function refuseUnready(set: ChangeSetRecord): void {
  if (set.status !== "CREATE_COMPLETE") throw unfit(set, "executed", set.status);
  if (set.execution !== "AVAILABLE") throw unfit(set, "executed", set.execution);
}

function unfit(set: ChangeSetRecord, act: string, status: string): AwsError {
  return new AwsError(
    "InvalidChangeSetStatus",
    `ChangeSet [${set.id}] cannot be ${act} in its current status of [${status}]`,
  );
}
