import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readBotAccess } from "../../../sandbox/aws/access/bot-access.ts";
import { actionsOf, matches } from "../../../sandbox/aws/access/policy.ts";
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
function evaluated(
  given: Readonly<Record<string, string>> = {},
  name = "loan-tracker",
): Record<string, Fields> {
  const parameters = settleParameters(
    Parameters,
    Object.entries({ BucketName: "lake", MetabaseAmi: "ami-0a1b2c3d4e5f60718", ...given }).map(
      ([key, value]) => ({ key, value }),
    ),
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
  const stack = { id: "arn:stack", name };
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

test("every parameter is explained and bounded, and only bucket and image must be given", () => {
  for (const declaration of Object.values(Parameters)) {
    expect(declaration.Description).toBeTruthy();
    const { AllowedValues, AllowedPattern, MinValue, MaxValue } = declaration;
    expect(AllowedValues ?? AllowedPattern ?? (MinValue !== undefined && MaxValue)).toBeTruthy();
  }
  const required = Object.keys(Parameters).filter((name) => Parameters[name]?.Default === undefined);
  expect(required).toEqual(["BucketName", "MetabaseAmi"]);
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
  [{ MetabaseAmi: "latest" }, /id of an image/],
  [{ MetabaseAmi: "ami-12345" }, /id of an image/],
  [{ EmrIdleTimeoutSeconds: "59" }, /60 to 604800/],
  [{ EmrIdleTimeoutSeconds: "604801" }, /60 to 604800/],
  [{ EmrCoreCount: "6" }, /not greater than 5/],
  [{ RawRetentionDays: "0" }, /not less than 1/],
  [{ Zone: "usw1-az1" }, /name of an availability zone/],
  [{ SecondZone: "us-west-1" }, /name of an availability zone/],
  [{ RedshiftMaintenanceWindow: "Sunday 12:00" }, /time of the week in UTC/],
  [{ RedshiftMaintenanceWindow: "sun:12:00-sun:24:00" }, /time of the week in UTC/],
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

// "Working with Amazon EMR-managed security groups": from 8.0 (and emr-spark-8.0) service access goes by an endpoint in the
// subnet. S3A, by which the roles' rights on the lake are counted, is the default from 7.10. As of November 2026.
test.each([
  "emr-8.0.0",
  "emr-spark-8.0.0",
  "emr-spark-8.1.0",
  "emr-7.9.0",
  "emr-7.1.0",
  "emr-6.15.0",
  "emr-7.14",
  "emr-7.100.0",
])("EMR's release %s, on which network and batch do not work, is refused", (EmrReleaseLabel) => {
  expect(() => evaluated({ EmrReleaseLabel })).toThrow(/emr-7\.10\.0 or a later release of the 7 line/);
});

test.each(["emr-7.10.0", "emr-7.13.0", "emr-7.14.0", "emr-7.20.1"])(
  "EMR's release %s is allowed",
  (EmrReleaseLabel) => {
    expect(evaluated({ EmrReleaseLabel })["EmrCluster"]?.["ReleaseLabel"]).toBe(EmrReleaseLabel);
  },
);

/**
 * Whether EC2 gives the type disks of its host: EC2's own answer (DescribeInstanceTypes, InstanceStorageSupported) as moto
 * 5.2.5 of October 2026 carries it.
 */
const HAS_HOST_DISKS: Readonly<Record<string, boolean>> = {
  "m4.xlarge": false,
  "m5.xlarge": false,
  "m5.2xlarge": false,
  "m5d.xlarge": true,
  "m6a.xlarge": false,
  "m6g.xlarge": false,
  "m6i.xlarge": false,
  "m7g.xlarge": false,
  "m7gd.xlarge": true,
  "m7i.xlarge": false,
  "m8g.xlarge": false,
  "t2.large": false,
  "t3.medium": false,
  "t3.large": false,
  "t3.xlarge": false,
};

/** The same by the type's name: a `d` after the generation ("Instance type naming conventions"), and m1 to m3. */
const isNamedForHostDisks = (type: string) => /^(m[1-3]|[a-z]+\d+[a-z-]*d[a-z-]*)\./.test(type);

test("no instance type has disks of its host, which only LUKS encrypts, with a key that nodes cannot reach", () => {
  const allowed = ["EmrInstanceType", "MetabaseInstanceType"].flatMap(
    (name) => Parameters[name]?.AllowedValues ?? [],
  );
  expect(allowed.filter((type) => HAS_HOST_DISKS[type] !== false)).toEqual([]);
  expect(allowed.filter(isNamedForHostDisks)).toEqual([]);
  for (const [type, has] of Object.entries(HAS_HOST_DISKS)) expect(isNamedForHostDisks(type), type).toBe(has);
});

test("the zone can be chosen: cluster and dashboard go there, the warehouse's other subnet elsewhere", () => {
  const zonesOf = (from: Record<string, Fields>) =>
    ["PrivateSubnetA", "PublicSubnet", "PrivateSubnetB"].map((name) => from[name]?.["AvailabilityZone"]);
  expect(zonesOf(made)).toEqual(["us-west-1a", "us-west-1a", "us-west-1c"]);
  expect(zonesOf(evaluated({ Zone: "us-west-1c", SecondZone: "us-west-1a" }))).toEqual([
    "us-west-1c",
    "us-west-1c",
    "us-west-1a",
  ]);
});

test("another generation of the cluster has another name, and nothing else of the stack differs", () => {
  const next = evaluated({ EmrClusterGeneration: "2" });
  const differ = Object.keys(made).filter(
    (name) => JSON.stringify(made[name]) !== JSON.stringify(next[name]),
  );
  expect(differ).toEqual(["EmrCluster"]);
  const { Name, ...rest } = next["EmrCluster"] ?? {};
  const { Name: former, ...before } = made["EmrCluster"] ?? {};
  expect([former, Name]).toEqual(["loan-tracker", "loan-tracker 2"]);
  expect(rest).toEqual(before);
});

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
        { Status: "Enabled", Prefix: "raw/", ExpirationInDays: "90" },
        { Status: "Enabled", Prefix: "logs/", ExpirationInDays: "30" },
      ],
    },
  });
  expect(one("Lake")).not.toHaveProperty("AccessControl");
});

// The types that cfn-lint asks it of (I3011), and the key, without which disks cannot be read.
test.each([
  ["Lake", "Retain"],
  ["GlueDatabase", "Retain"],
  ["EmrDiskKey", "Retain"],
  ["RedshiftCluster", "Snapshot"],
  ["EmrCluster", "Delete"],
])(
  "what becomes of %s is said: deleted by a teardown, and by a replacement %s",
  (name, UpdateReplacePolicy) => {
    const declared = (body.split(new RegExp(`^  ${name}:\\n`, "m"))[1] ?? "").split(/^ {2}\w/m)[0];
    expect(declared).toMatch(/^ {4}DeletionPolicy: Delete$/m);
    expect(Resources[name]).toMatchObject({ DeletionPolicy: "Delete", UpdateReplacePolicy });
  },
);

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

test("nothing is looked up anew at each update: that would make the dashboard host anew, and its data", () => {
  expect(Object.values(Parameters).filter(({ Type }) => Type.startsWith("AWS::SSM::"))).toEqual([]);
  expect(body).not.toContain("{{resolve:");
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

test("each role stands under the boundary that an administrator made for the stack", () => {
  const roles = ofType("AWS::IAM::Role");
  expect(roles.map(([name]) => name).sort()).toEqual([
    ...["EmrInstanceRole", "EmrServiceRole", "MetabaseRole", "SpectrumRole"],
  ]);
  for (const [, role] of roles) {
    expect(role["PermissionsBoundary"]).toBe("arn:aws:iam::123456789012:policy/LoansBoundary-loan-tracker");
  }
});

test("whatever a role's own policies allow, the boundary lets through", () => {
  const { boundary } = readBotAccess(memorySetting().setting, {
    bucket: "",
    sourceBucket: "",
    sourceKey: "",
  });
  const through = boundary.document.Statement.filter(({ Effect }) => Effect === "Allow").flatMap(actionsOf);
  const ofRoles = ofType("AWS::IAM::Role").map(([name]) => name);
  const own = statements
    .filter(({ name }) => ofRoles.includes(String(name)))
    .flatMap(({ Action }) => [Action].flat().map(String));
  expect(own.length).toBeGreaterThan(30);
  expect(own.filter((action) => !through.some((one) => matches(one, action)))).toEqual([]);
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
  expect(JSON.stringify(own)).not.toMatch(/s3:(Put|Delete)|glue:(Batch)?Delete(?!Partition)|glue:\*/);
});

test("the warehouse may do in the catalog what AWS asks for, but make no database, and delete partitions alone", () => {
  // Redshift Database Developer Guide, "Policies to grant minimum permissions", November 2026.
  const asked =
    "CreateTable GetTable GetTables UpdateTable GetDatabase GetDatabases BatchCreatePartition CreatePartition " +
    "UpdatePartition GetPartition GetPartitions BatchGetPartition DeletePartition BatchDeletePartition";
  const catalog = statements.find(({ Sid }) => Sid === "UseCatalog");
  expect([catalog?.["Action"]].flat().sort()).toEqual(
    asked
      .split(" ")
      .map((name) => `glue:${name}`)
      .sort(),
  );
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
    PreferredMaintenanceWindow: "sun:12:00-sun:13:00",
    ClusterParameterGroupName: "RedshiftParameters",
    VpcSecurityGroupIds: ["RedshiftGroup"],
    IamRoles: ["SpectrumRole.Arn"],
  });
  expect(one("RedshiftCluster")).not.toHaveProperty("MasterUserPassword");
  // User activity logging would have no effect without audit logging (Management Guide, "Database audit logging").
  expect(one("RedshiftCluster")).not.toHaveProperty("LoggingProperties");
  expect(one("RedshiftParameters")["Parameters"]).toEqual([
    { ParameterName: "require_ssl", ParameterValue: "true" },
  ]);
});

test.each(["l", "loan-tracker", "a".repeat(35)])("the warehouse of the stack %s bears its name", (stack) => {
  const id = evaluated({}, stack)["RedshiftCluster"]?.["ClusterIdentifier"];
  expect(id).toBe(stack);
  // API reference, CreateCluster: 1 to 63 of these, beginning with a letter, no hyphen at the end or beside another.
  expect(id).toMatch(/^(?=.{1,63}$)[a-z](-?[a-z0-9])*$/);
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
    ImageId: "ami-0a1b2c3d4e5f60718",
    MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 1 },
    BlockDeviceMappings: [{ Ebs: { VolumeType: "gp3", Encrypted: true } }],
    NetworkInterfaces: [{ SubnetId: "PublicSubnet", GroupSet: ["MetabaseGroup"] }],
  });
  expect(host).not.toHaveProperty("KeyName");
  const script = Buffer.from(String(host["UserData"]), "base64").toString();
  expect(script).toContain("-p 127.0.0.1:3000:3000");
  expect(script.match(/-p /g)).toHaveLength(1);
  expect(script).toMatch(/ docker run [^;]+ metabase\/metabase:v0\.65\.2\.\d+$/m);
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

test("nothing is written down that belongs to one account, region, partition or image", () => {
  // Examples stand in what is said of a parameter.
  const said = /^ +(Description|ConstraintDescription): .*$/gm;
  expect(body.replaceAll(said, "")).not.toMatch(/\bami-[0-9a-f]{8}|\b\d{12}\b|us-(east|west)-\d|arn:aws/);
});
