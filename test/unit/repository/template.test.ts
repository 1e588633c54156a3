import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { evaluate } from "../../../sandbox/aws/cloudformation/intrinsics.ts";
import { settleParameters } from "../../../sandbox/aws/cloudformation/parameters.ts";
import { resourceTypes } from "../../../sandbox/aws/cloudformation/resource-types.ts";
import { stackScope } from "../../../sandbox/aws/cloudformation/scope.ts";
import {
  capabilitiesNeeded,
  dependencies,
  readTemplate,
} from "../../../sandbox/aws/cloudformation/template.ts";
import { memorySetting } from "../../support/aws/sandbox-world.ts";

const body = readFileSync(new URL("../../../cloudformation/loan-tracker.yaml", import.meta.url), "utf8");
const template = readTemplate(body);
const { Parameters, Resources, Outputs } = template;

type Fields = Record<string, unknown>;

const fields = (value: unknown): Fields => Object(value);
const rules = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fields) : []);

/** The template as it would be made: every reference to a resource answers with its logical id. */
function evaluated(given: Readonly<Record<string, string>> = {}): Record<string, Fields> {
  const parameters = settleParameters(
    Parameters,
    Object.entries({ BucketName: "lake", ...given }).map(([key, value]) => ({ key, value })),
  );
  const resources = Object.fromEntries(
    Object.entries(Resources).map(([name, { Type }]) => [
      name,
      {
        physicalId: name,
        attributes: Object.fromEntries(
          (resourceTypes[Type]?.attributes ?? []).map((a) => [a, `${name}.${a}`]),
        ),
      },
    ]),
  );
  const stack = { id: "arn:stack", name: "loan-tracker" };
  const scope = stackScope({ template, parameters, stack, resources, setting: memorySetting().setting });
  return Object.fromEntries(
    Object.entries(Resources)
      .filter(([, { Condition }]) => Condition === undefined || scope.holds(Condition))
      .map(([name, { Properties }]) => [name, fields(evaluate(Properties, scope))]),
  );
}

const made = evaluated();
const ofType = (type: string, from = made) =>
  Object.entries(from).filter(([name]) => Resources[name]?.Type === type);
const one = (name: string): Fields => fields(made[name]);

/** Statements of every policy that a role or a bucket carries. */
const statements = Object.entries(made).flatMap(([name, properties]) =>
  [
    properties["PolicyDocument"],
    properties["KeyPolicy"],
    ...rules(properties["Policies"]).map((policy) => policy["PolicyDocument"]),
  ].flatMap((document) =>
    rules(fields(document)["Statement"]).map((statement) => ({ name, ...statement }) as Fields),
  ),
);

test("the template fits into a request", () => {
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(51_200);
});

test("its outputs are the ones that the app reads", () => {
  expect(Object.keys(Outputs).sort()).toEqual([
    "BucketName",
    "EmrClusterId",
    "GlueDatabaseName",
    "LogUri",
    "MetabaseInstanceId",
    "RedshiftClusterId",
    "RedshiftDatabase",
    "RedshiftSecretArn",
    "SpectrumRoleArn",
  ]);
});

test("every parameter is explained and bounded, and only the bucket must be given", () => {
  for (const declaration of Object.values(Parameters)) {
    expect(declaration.Description).toBeTruthy();
    const { AllowedValues, AllowedPattern, MinValue, MaxValue } = declaration;
    expect(AllowedValues ?? AllowedPattern ?? (MinValue !== undefined && MaxValue)).toBeTruthy();
  }
  const required = Object.keys(Parameters).filter((name) => Parameters[name]?.Default === undefined);
  expect(required).toEqual(["BucketName"]);
});

test("no parameter is a password, and none of its names makes a named role necessary", () => {
  expect(Object.keys(Parameters).filter((name) => /password|secret/i.test(name))).toEqual([]);
  expect(capabilitiesNeeded(template).capability).toBe("CAPABILITY_IAM");
});

test.each(["dc2.large", "dc2.8xlarge", "rg.xlarge", "ds2.xlarge"])(
  "the warehouse on %s is refused, with a word about dc2",
  (RedshiftNodeType) => {
    expect(() => evaluated({ RedshiftNodeType })).toThrow(/dc2 nodes .* can no longer be created/);
  },
);

test.each(["rg.large", "ra3.large"])("the warehouse on %s is allowed", (RedshiftNodeType) => {
  expect(evaluated({ RedshiftNodeType })["RedshiftCluster"]?.["NodeType"]).toBe(RedshiftNodeType);
});

test.each([
  [{ BucketName: "Lake" }, /lower-case/],
  [{ BucketName: "la_ke" }, /lower-case/],
  [{ BucketName: "la.ke" }, /lower-case/],
  [{ MetabaseImage: "metabase/metabase:latest" }, /latest is refused/],
  [{ RedshiftDatabase: "dev" }, /not be dev/],
  [{ EmrIdleTimeoutSeconds: "59" }, /60 to 604800/],
  [{ EmrIdleTimeoutSeconds: "604801" }, /60 to 604800/],
  [{ EmrCoreCount: "6" }, /not greater than 5/],
])("the parameters %j are refused", (given, reason) => {
  expect(() => evaluated(given)).toThrow(reason);
});

test.each(["0", "60", "3600", "99999", "599999", "603999", "604799", "604800"])(
  "an idle timeout of %s seconds is allowed",
  (EmrIdleTimeoutSeconds) => {
    const cluster = evaluated({ EmrIdleTimeoutSeconds })["EmrCluster"];
    expect(cluster?.["AutoTerminationPolicy"]).toEqual(
      EmrIdleTimeoutSeconds === "0" ? undefined : { IdleTimeout: EmrIdleTimeoutSeconds },
    );
  },
);

test("the lake is private, owned by its account, encrypted, versioned, and forgets what is old", () => {
  expect(one("Lake")).toMatchObject({
    BucketName: "lake",
    OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
    },
    VersioningConfiguration: { Status: "Enabled" },
    LifecycleConfiguration: {
      Rules: [
        {
          NoncurrentVersionExpiration: { NoncurrentDays: "7" },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        },
        { Prefix: "logs/", ExpirationInDays: "30" },
      ],
    },
  });
  expect(one("Lake")).not.toHaveProperty("AccessControl");
  expect(Resources["Lake"]).toMatchObject({ DeletionPolicy: "Delete", UpdateReplacePolicy: "Retain" });
});

test("nobody reaches the lake without TLS", () => {
  expect(one("LakePolicy")["PolicyDocument"]).toMatchObject({
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["Lake.Arn", "Lake.Arn/*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
});

test("nothing is open to the world: every inbound rule names another security group", () => {
  const inbound = [
    ...ofType("AWS::EC2::SecurityGroup", evaluated({ EnhancedVpcRouting: "true" })).flatMap(([, group]) =>
      rules(group["SecurityGroupIngress"]),
    ),
    ...ofType("AWS::EC2::SecurityGroupIngress").map(([, rule]) => rule),
  ];
  expect(inbound.length).toBeGreaterThan(14);
  for (const rule of inbound) {
    expect(rule["SourceSecurityGroupId"]).toMatch(/Group$/);
    expect(rule).not.toHaveProperty("CidrIp");
    expect(rule).not.toHaveProperty("CidrIpv6");
  }
  expect(one("MetabaseGroup")).not.toHaveProperty("SecurityGroupIngress");
});

test("every rule of a security group says what it is for", () => {
  const all = evaluated({ EnhancedVpcRouting: "true" });
  const written = [
    ...ofType("AWS::EC2::SecurityGroup", all).flatMap(([, group]) => [
      ...rules(group["SecurityGroupIngress"]),
      ...rules(group["SecurityGroupEgress"]),
    ]),
    ...ofType("AWS::EC2::SecurityGroupIngress", all).map(([, rule]) => rule),
  ];
  expect(written.length).toBeGreaterThan(20);
  // EC2's own limits: 255 characters of a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$* (AuthorizeSecurityGroupIngress).
  for (const { Description } of written) {
    expect(Description).toMatch(/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
  }
});

test("EMR and the warehouse are in private subnets, whose only way out is the S3 endpoint", () => {
  expect(one("EmrCluster")["Instances"]).toMatchObject({ Ec2SubnetId: "PrivateSubnetA" });
  expect(one("RedshiftSubnets")["SubnetIds"]).toEqual(["PrivateSubnetA", "PrivateSubnetB"]);
  const routes = ofType("AWS::EC2::Route").map(([, route]) => route["RouteTableId"]);
  expect(routes).toEqual(["PublicRoutes"]);
  expect(ofType("AWS::EC2::NatGateway")).toEqual([]);
  expect(one("S3Endpoint")).toMatchObject({
    VpcEndpointType: "Gateway",
    ServiceName: "com.amazonaws.us-west-1.s3",
  });
  for (const [, subnet] of ofType("AWS::EC2::Subnet")) expect(subnet["MapPublicIpOnLaunch"]).toBe(false);
  const zones = ["PrivateSubnetA", "PrivateSubnetB"].map((name) => one(name)["AvailabilityZone"]);
  expect(new Set(zones).size).toBe(2);
});

test("the cluster stays up, runs one step at a time, on demand, and keeps its logs", () => {
  expect(one("EmrCluster")).toMatchObject({
    ReleaseLabel: "emr-7.14.0",
    LogUri: "s3://Lake/logs/emr/",
    StepConcurrencyLevel: 1,
    SecurityConfiguration: "EmrSecurity",
    Instances: {
      KeepJobFlowAliveWhenNoSteps: true,
      MasterInstanceGroup: { InstanceCount: 1, Market: "ON_DEMAND" },
      CoreInstanceGroup: { InstanceCount: "2", Market: "ON_DEMAND" },
      EmrManagedMasterSecurityGroup: "EmrPrimaryGroup",
      EmrManagedSlaveSecurityGroup: "EmrCoreGroup",
      ServiceAccessSecurityGroup: "EmrServiceGroup",
    },
  });
  expect(one("EmrCluster")).not.toHaveProperty("AutoTerminationPolicy");
  expect(JSON.stringify(one("EmrCluster"))).not.toContain("BidPrice");
});

test("the cluster's disks are encrypted and its metadata needs a session", () => {
  expect(one("EmrSecurity")["SecurityConfiguration"]).toMatchObject({
    EncryptionConfiguration: {
      EnableAtRestEncryption: true,
      AtRestEncryptionConfiguration: {
        LocalDiskEncryptionConfiguration: { EnableEbsEncryption: true, AwsKmsKey: "EmrDiskKey.Arn" },
      },
    },
    InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: 2 },
  });
  expect(one("EmrDiskKey")["EnableKeyRotation"]).toBe(true);
});

test.each(["EmrCluster", "Vpc", "PrivateSubnetA", "EmrPrimaryGroup", "EmrCoreGroup", "EmrServiceGroup"])(
  "%s carries the tag without which EMR's managed policy allows nothing",
  (name) => {
    expect(one(name)["Tags"]).toContainEqual({
      Key: "for-use-with-amazon-emr-managed-policies",
      Value: "true",
    });
  },
);

test("EMR may pass the nodes' role on to EC2, and no other", () => {
  const passing = statements.filter(({ Action }) => String(Action).includes("iam:PassRole"));
  expect(passing).toEqual([
    expect.objectContaining({
      name: "EmrServiceRole",
      Resource: "EmrInstanceRole.Arn",
      Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    }),
  ]);
});

test("no role may do everything, or something to everything", () => {
  const roles = statements.filter(({ name }) => String(name).endsWith("Role"));
  expect(roles.length).toBeGreaterThan(8);
  for (const { Action, Resource } of roles) {
    expect([Resource].flat()).not.toContain("*");
    for (const action of [Action].flat()) expect(action).not.toMatch(/^(\*|[a-z0-9]+:\*)$/);
  }
  const managed = ofType("AWS::IAM::Role").flatMap(([, role]) => [role["ManagedPolicyArns"] ?? []].flat());
  expect(managed.map((arn) => String(arn).split("/").at(-1)).sort()).toEqual([
    "AmazonEMRServicePolicy_v2",
    "AmazonSSMManagedInstanceCore",
  ]);
});

test("the warehouse reads results and nothing else of the lake", () => {
  const reading = statements.filter(
    ({ name, Action }) => name === "SpectrumRole" && String(Action).includes("s3:GetObject"),
  );
  expect(reading.map(({ Resource }) => Resource)).toEqual(["Lake.Arn/stage/*"]);
  const own = statements.filter(({ name }) => name === "SpectrumRole");
  expect(JSON.stringify(own)).not.toMatch(/s3:(Put|Delete)|glue:Delete|glue:\*/);
});

test("the warehouse is private, encrypted, speaks TLS only, and keeps its password to itself", () => {
  expect(one("RedshiftCluster")).toMatchObject({
    ClusterType: "single-node",
    NodeType: "rg.large",
    DBName: "loans",
    MasterUsername: "loanadmin",
    ManageMasterPassword: true,
    PubliclyAccessible: false,
    Encrypted: true,
    AllowVersionUpgrade: true,
    ClusterParameterGroupName: "RedshiftParameters",
    VpcSecurityGroupIds: ["RedshiftGroup"],
    IamRoles: ["SpectrumRole.Arn"],
  });
  expect(one("RedshiftCluster")).not.toHaveProperty("MasterUserPassword");
  expect(rules(one("RedshiftParameters")["Parameters"])).toContainEqual({
    ParameterName: "require_ssl",
    ParameterValue: "true",
  });
});

test("the catalog's database is named as Athena likes it, and lies over the results", () => {
  expect(one("GlueDatabase")["DatabaseInput"]).toMatchObject({
    Name: "loan_tracker",
    LocationUri: "s3://Lake/stage/",
  });
});

test("the dashboard host: sessions for its metadata, an encrypted disk, no key, Metabase pinned and on loopback", () => {
  const host = one("Metabase");
  expect(host).toMatchObject({
    ImageId: expect.stringMatching(/^ami-/),
    MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 1 },
    BlockDeviceMappings: [{ Ebs: { VolumeType: "gp3", Encrypted: true } }],
    NetworkInterfaces: [{ SubnetId: "PublicSubnet", GroupSet: ["MetabaseGroup"] }],
  });
  expect(host).not.toHaveProperty("KeyName");
  const script = Buffer.from(String(host["UserData"]), "base64").toString();
  expect(script).toContain("-p 127.0.0.1:3000:3000");
  expect(script.match(/-p /g)).toHaveLength(1);
  expect(script).toMatch(/metabase\/metabase:v0\.65\.2\.\d+\s*$/);
});

test("everything that can carry tags says which stack and which project it belongs to", () => {
  const taggable = Object.entries(evaluated({ EnhancedVpcRouting: "true" })).filter(
    ([name]) => resourceTypes[Resources[name]?.Type ?? ""]?.isTaggable,
  );
  expect(taggable.length).toBeGreaterThan(20);
  for (const [name, { Tags }] of taggable) {
    expect(Tags, name).toEqual(
      expect.arrayContaining([
        { Key: "loan-tracker:stack", Value: "loan-tracker" },
        { Key: "Project", Value: "loan-tracker" },
      ]),
    );
  }
});

test("servers go before the network they stand in", () => {
  const needs = (name: string) => {
    const seen = new Set<string>();
    const visit = (at: string) => {
      const resource = Resources[at];
      if (resource === undefined || seen.has(at)) return;
      seen.add(at);
      for (const needed of dependencies(resource)) visit(needed);
    };
    visit(name);
    return seen;
  };
  const rulesOfNodes = ofType("AWS::EC2::SecurityGroupIngress").map(([name]) => name);
  expect([...needs("EmrCluster")]).toEqual(
    expect.arrayContaining(["S3Endpoint", "PrivateRoutesA", "EmrServiceRole", "Lake", ...rulesOfNodes]),
  );
  expect([...needs("RedshiftCluster")]).toEqual(
    expect.arrayContaining(["S3Endpoint", "PrivateRoutesA", "PrivateRoutesB", "SpectrumRole"]),
  );
  expect([...needs("Metabase")]).toEqual(
    expect.arrayContaining(["InternetRoute", "InternetAttachment", "PublicRoutesA"]),
  );
});

test("nothing is written down that belongs to one account, region or image", () => {
  expect(body).not.toMatch(/\bami-[0-9a-f]{8}|\b\d{12}\b|us-(east|west)-\d/);
});
