import type { FindRole } from "../access/stack-roles.ts";
import type { PlacedPiece } from "../ec2/network.ts";
import type { Service, Setting } from "../service.ts";
import { Book } from "./book.ts";
import { changeSetOperations } from "./change-set-operations.ts";
import type { ResourceRecord, StackRecord } from "./records.ts";
import { isThere } from "./records.ts";
import { resourceTypes } from "./resource-types.ts";
import { Running } from "./running.ts";
import { stackOperations } from "./stack-operations.ts";
import { tagsOf } from "./types/order.ts";
import type { World } from "./world.ts";

/** CloudFormation, and what the other doors of the sandbox want to know of its resources. */
export interface CloudFormation extends Service {
  /** Every resource in the world that carries tags, as the tagging API lists them. */
  tagged(): readonly { readonly arn: string; readonly tags: Readonly<Record<string, string>> }[];
  /**
   * Every resource that still costs money, also those that a deleted stack left behind: its type as its ARN names it
   * (`ec2:instance`), and its logical id as `name`.
   */
  leftovers(): readonly { readonly type: string; readonly id: string; readonly name: string }[];
  /** Every resource that is a piece of a network. */
  networkPieces(): readonly PlacedPiece[];
  /** A stack's ARN by its name, its ARN or that of one of its change sets; `*` for the id of one that is not there. */
  stackArn(nameOrArn: string): string;
  /** The role of that ARN, or of the instance profile of that name, among those of all stacks. */
  readonly findRole: FindRole;
  /** Stops what goes on, and leaves it as it is; it has failed at the next start. */
  close(): Promise<void>;
}

/** Plays CloudFormation; its resources come to be in the given world. */
export function createCloudFormation(setting: Setting, world: World): CloudFormation {
  const book = new Book(setting);
  const running = new Running(book, world);
  const all = (isMeant: (resource: ResourceRecord) => boolean) =>
    book.state.stacks.flatMap((stack) =>
      [
        ...Object.entries(stack.resources),
        ...replacedOf(stack),
        ...(stack.retired ?? []).map(({ logicalId, resource }) => [logicalId, resource] as const),
      ]
        .filter(([, resource]) => isMeant(resource))
        .map(([logicalId, resource]) => ({
          logicalId,
          resource,
          order: order(stack.name, logicalId, resource),
        })),
    );
  const present = () => all(isThere);
  const order = (stackName: string, logicalId: string, { properties }: ResourceRecord) => ({
    logicalId,
    stackName,
    properties,
    setting,
    world,
  });
  return {
    name: "cloudformation",
    scope: "cloudformation",
    protocol: "query",
    operations: { ...stackOperations(book, running), ...changeSetOperations({ book, world }, running) },
    stackArn: (nameOrArn) => {
      const { region, account } = setting;
      const set = book.state.changeSets.find(({ id }) => id === nameOrArn);
      if (nameOrArn.startsWith("arn:")) return set?.stackId ?? nameOrArn;
      return book.seek(nameOrArn)?.id ?? `arn:aws:cloudformation:${region}:${account}:stack/${nameOrArn}/*`;
    },
    findRole: (arnOrProfile) => {
      const profile = present().find(
        ({ resource: { type, physicalId } }) =>
          type === "AWS::IAM::InstanceProfile" && physicalId === arnOrProfile,
      );
      const roles = profile?.resource.properties["Roles"];
      const name = Array.isArray(roles) ? roles[0] : arnOrProfile.split("/").at(-1);
      const found = present().find(
        ({ resource: { type, physicalId } }) => type === "AWS::IAM::Role" && physicalId === name,
      );
      return found && { logicalId: found.logicalId, name, properties: found.resource.properties };
    },
    close: () => book.background.close(),
    tagged: () =>
      all((resource) => isThere(resource) || resourceTypes[resource.type]?.staysListed === true).flatMap(
        ({ resource, order }) =>
          resource.arn === undefined ? [] : [{ arn: resource.arn, tags: tagsOf(order) }],
      ),
    networkPieces: () =>
      present()
        .filter(({ resource }) => resource.type.startsWith("AWS::EC2::"))
        .map(({ resource: { type, physicalId = "", properties }, order }) => ({
          ...{ type, id: physicalId, properties, tags: tagsOf(order) },
        })),
    leftovers: () =>
      present()
        .filter(({ resource, order }) =>
          resourceTypes[resource.type]?.costs?.(order, resource.physicalId ?? ""),
        )
        .map(({ logicalId, resource }) => ({
          type: typeInArn(resource.arn ?? ""),
          id: resource.physicalId ?? "",
          name: logicalId,
        })),
  };
}

/** What an update that goes on has put something else beside. */
function replacedOf({ former, resources }: StackRecord): readonly (readonly [string, ResourceRecord])[] {
  return Object.entries(former?.resources ?? {}).filter(
    ([name, { physicalId }]) => resources[name]?.physicalId !== physicalId,
  );
}

/** `ec2:instance`; S3's ARNs name no type. */
function typeInArn(arn: string): string {
  const [, , service = "", , , resource = ""] = arn.split(":");
  return service === "s3" ? "s3:bucket" : `${service}:${resource.split("/")[0]}`;
}
