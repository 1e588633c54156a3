import type { Setting } from "../service.ts";
import { dashboardTypes } from "./types/compute.ts";
import { clusterTypes } from "./types/emr.ts";
import { iamTypes } from "./types/iam.ts";
import { lakeTypes } from "./types/lake.ts";
import { networkTypes } from "./types/network.ts";
import { warehouseTypes } from "./types/warehouse.ts";
import type { Properties, World } from "./world.ts";

/** What a resource is to be made from. */
export interface Order {
  readonly logicalId: string;
  readonly stackName: string;
  /** Functions evaluated, tags merged. */
  readonly properties: Properties;
  readonly setting: Setting;
  readonly world: World;
  /** Ends the name that CloudFormation makes for it; absent where it is there already. */
  readonly suffix?: string;
}

/** What came into being. */
export interface Made {
  /** What `Ref` answers. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` answers. */
  readonly attributes: Readonly<Record<string, string>>;
  /** By which the tagging API names it; absent for what carries no tags. */
  readonly arn?: string;
}

/** How the sandbox makes and removes one type of resource. */
export interface ResourceType {
  /** Modeled seconds of creation; deletion takes 0.3 of it. 0 when the service itself takes its time. */
  readonly seconds: number;
  /** Properties without which AWS refuses to create it. */
  readonly required: readonly string[];
  readonly attributes: readonly string[];
  /** Properties whose change makes the resource anew: its schema's `createOnlyProperties`. */
  readonly createOnly: readonly string[];
  /** Properties whose change may: its schema's `conditionalCreateOnlyProperties`, and what its documentation adds. */
  readonly conditional?: readonly string[];
  /** Whether the change of a conditional property does, from its value before and after; absent where none does. */
  isReplacedBy?(property: string, before: unknown, after: unknown): boolean;
  /** The property by which a template names the resource itself; two of one name cannot be there at once. */
  readonly customName?: string;
  /** Throws `AwsError` for what the service says to one that is made anew while the former one is still there. */
  besideFormer?(properties: Properties, former: Properties): void;
  /** Whether something of that name is there, whoever made it; absent where early validation does not look. */
  exists?(world: World, name: string): boolean;
  readonly isTaggable: boolean;
  /** Taggable types that AWS gives none of its own three tags: `cloudFormationSystemTags` false in their schemas. */
  readonly lacksSystemTags?: true;
  /** The tagging API lists it for days after its deletion. */
  readonly staysListed?: true;
  /** IAM types only: the property that gives it a name of its own, which needs CAPABILITY_NAMED_IAM. */
  readonly namedBy?: string;
  /** The name by which its permissions are asked for before it is there; absent where they know none. */
  name?(order: Order): string;
  /** Begins it; throws `AwsError` for what the service refuses. */
  begin(order: Order): Made;
  /** Settles when the service says it is ready; absent where the modeled seconds are all. */
  ready?(order: Order, physicalId: string): Promise<void>;
  /**
   * Changes it in place to what the order says, from `former`; absent where nothing outside CloudFormation knows it.
   * Settles when the service says that it is done. Throws `AwsError` for what the service refuses.
   */
  update?(order: Order, physicalId: string, former: Properties): Promise<void> | void;
  /** Removes it from the world; absent where nothing outside CloudFormation knows it. */
  remove?(order: Order, physicalId: string, how: { readonly leavesSnapshot: boolean }): Promise<void> | void;
  /** Whether it costs money while it is there; absent where it never does. */
  costs?(order: Order, physicalId: string): boolean;
}

/** Every type that the sandbox's CloudFormation can make. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  ...networkTypes,
  ...lakeTypes,
  ...iamTypes,
  ...clusterTypes,
  ...warehouseTypes,
  ...dashboardTypes,
};
