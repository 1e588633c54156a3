/** One planned change of a resource, as CloudFormation tells it of a change set. */
export interface ResourceChange {
  readonly action: "add" | "modify" | "remove" | "import" | "other";
  readonly logicalId: string;
  readonly type: string;
  /** Whether a modification makes it anew, which loses what it holds. */
  readonly replacement: "yes" | "no" | "maybe";
  /** What makes it anew, or may; empty where nothing does. */
  readonly recreatedBy: readonly Recreation[];
}

/** A changed property whose new value makes a resource anew, or may. */
export interface Recreation {
  readonly property: string;
  /** The parameter that has another value; `null` where it is not one alone. */
  readonly parameter: string | null;
  /** The other resource that it follows; `null` where it follows none. */
  readonly follows: {
    readonly logicalId: string;
    /** `null`: its physical id. */
    readonly attribute: string | null;
  } | null;
}

/**
 * What CloudFormation changes of a host by a stop and a start where its root disk is EBS's, as on all types that the template
 * allows; it calls it conditional for hosts whose disk is the machine's own.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html
 */
const restarts = { type: "AWS::EC2::Instance", properties: ["InstanceType", "UserData"] } as const;

/**
 * The changes with every "maybe" that cannot come true taken for a "no". CloudFormation lists whoever uses an attribute of a
 * resource that changes at all, since it does not know which attributes change; but the ARN and the id of a resource stay
 * as long as it is not made anew itself.
 */
export function withoutEmptyThreats(changes: readonly ResourceChange[]): readonly ResourceChange[] {
  const mayBeAnew = new Set(
    changes.filter(({ replacement }) => replacement !== "no").map(({ logicalId }) => logicalId),
  );
  const isEmpty = ({ type, replacement, recreatedBy }: ResourceChange) =>
    replacement === "maybe" &&
    recreatedBy.length > 0 &&
    recreatedBy.every(
      ({ property, follows }) =>
        isRestart(type, property) ||
        (follows !== null && isIdentity(follows.attribute) && !mayBeAnew.has(follows.logicalId)),
    );
  const settled = changes.map((change) =>
    isEmpty(change) ? { ...change, replacement: "no" as const, recreatedBy: [] } : change,
  );
  const isSame = settled.every((change, index) => change === changes[index]);
  return isSame ? changes : withoutEmptyThreats(settled);
}

function isRestart(type: string, property: string): boolean {
  return type === restarts.type && restarts.properties.some((one) => one === property);
}

function isIdentity(attribute: string | null): boolean {
  return attribute === null || /(Arn|Id)$/.test(attribute);
}
