// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are CloudFormation's.
import { expect, test } from "vitest";
import { evaluate } from "../../../sandbox/aws/cloudformation/intrinsics.ts";
import { settleParameters } from "../../../sandbox/aws/cloudformation/parameters.ts";
import { stackScope } from "../../../sandbox/aws/cloudformation/scope.ts";
import { readTemplate } from "../../../sandbox/aws/cloudformation/template.ts";
import { memorySetting } from "../../support/aws/sandbox-world.ts";

/** Evaluates one property of a template that has a parameter, a mapping, conditions and a made VPC. */
function evaluated(property: string, size = "large") {
  const template = readTemplate(`
Parameters:
  Size: {Type: String, Default: large}
  Zones: {Type: CommaDelimitedList, Default: 'a, b'}
Mappings:
  Nodes: {large: {Count: 3}, small: {Count: 1}}
Conditions:
  IsLarge: !Equals [!Ref Size, large]
  IsSmall: !Not [!Condition IsLarge]
  Either: !Or [!Condition IsLarge, !Condition IsSmall]
  Both: !And [!Condition IsLarge, !Condition IsSmall]
Resources:
  Vpc: {Type: AWS::EC2::VPC}
  Cluster: {Type: AWS::Redshift::Cluster}
  Subject:
    Type: AWS::EC2::VPC
    Properties:
      Value: ${property}
`);
  const scope = stackScope({
    template,
    parameters: settleParameters(template.Parameters, [{ key: "Size", value: size }]),
    stack: { id: "arn:stack", name: "loan-tracker" },
    resources: {
      Vpc: { physicalId: "vpc-1", attributes: { CidrBlock: "10.20.0.0/16" } },
      Cluster: { physicalId: "dw", attributes: { "Endpoint.Address": "dw.example" } },
    },
    setting: memorySetting().setting,
  });
  return evaluate(template.Resources["Subject"]?.Properties, scope);
}

test.each([
  ["!Ref Size", "large"],
  ["!Ref Zones", ["a", "b"]],
  ["!Ref Vpc", "vpc-1"],
  ["!Ref 'AWS::Region'", "us-west-1"],
  ["!Ref 'AWS::StackName'", "loan-tracker"],
  ["{Ref: Vpc}", "vpc-1"],
  ["!GetAtt Vpc.CidrBlock", "10.20.0.0/16"],
  ["{'Fn::GetAtt': [Vpc, CidrBlock]}", "10.20.0.0/16"],
  ["!Sub 'arn:${AWS::Partition}:s3:::${Vpc}/${Vpc.CidrBlock}'", "arn:aws:s3:::vpc-1/10.20.0.0/16"],
  ["!Sub ['${A}-${Size}', {A: !Ref Vpc}]", "vpc-1-large"],
  ["!Sub '${!Literal} $HOME'", "${Literal} $HOME"],
  ["!Join ['_', !Split ['-', !Ref 'AWS::StackName']]", "loan_tracker"],
  ["!Select [1, !GetAZs '']", "us-west-1c"],
  ["!Select [0, !GetAZs us-east-1]", "us-east-1a"],
  ["!FindInMap [Nodes, !Ref Size, Count]", 3],
  ["!If [IsLarge, big, little]", "big"],
  ["!If [IsSmall, big, little]", "little"],
  ["!If [Either, one, none]", "one"],
  ["!If [Both, one, none]", "none"],
  ["[kept, !If [IsSmall, gone, !Ref 'AWS::NoValue']]", ["kept"]],
  ["!Base64 hello", "aGVsbG8="],
])("%s is evaluated", (property, value) => {
  expect(evaluated(property)).toEqual({ Value: value });
});

test("an attribute's name is everything after the first dot", () => {
  expect(evaluated("!GetAtt Cluster.Endpoint.Address")).toEqual({ Value: "dw.example" });
});

test("a property that is AWS::NoValue is left out", () => {
  expect(evaluated("!If [IsLarge, !Ref 'AWS::NoValue', x]")).toEqual({});
});

test("only the branch that is taken is evaluated", () => {
  expect(evaluated("!If [IsSmall, !Select [9, !GetAZs ''], fine]")).toEqual({ Value: "fine" });
});

test("a place that a list does not have is refused", () => {
  expect(() => evaluated("!Select [2, !GetAZs '']")).toThrow(
    "Fn::Select cannot select nonexistent value at index 2",
  );
});

test("a function that the sandbox has not is told apart from a wrong template", () => {
  expect(() => evaluated("{'Fn::Cidr': [10.0.0.0/16, 2, 8]}")).toThrow(
    expect.objectContaining({ code: "NotImplemented" }),
  );
});

const resources = "Resources: {Vpc: {Type: AWS::EC2::VPC}}";
test.each([
  ["Resources:\n  A: [", "YAML not well-formed. (line 2,"],
  ["Description: nothing", "At least one Resources member must be defined."],
  [`${resources}\nOutput: {}`, "Invalid template property or properties [Output]"],
  ["Resources: {A: {Type: AWS::EC2::Vpc}}", "Unrecognized resource types: [AWS::EC2::Vpc]"],
  [
    "Resources: {A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vcp}}}",
    "Unresolved resource dependencies [Vcp] in the Resources block of the template",
  ],
  [
    "Resources: {A: {Type: AWS::EC2::VPC, DependsOn: Missing}}",
    "Unresolved resource dependencies [Missing] in the Resources block of the template",
  ],
  [
    `${resources}\nOutputs: {Id: {Value: !Ref Gone}}`,
    "Unresolved resource dependencies [Gone] in the Outputs block of the template",
  ],
  [
    `${resources}\nOutputs: {Id: {Value: !GetAtt Vpc.Size}}`,
    "resource Vpc does not support attribute type Size in Fn::GetAtt",
  ],
  [
    "Resources: {A: {Type: AWS::EC2::VPC, Condition: Never}}",
    "Unresolved condition dependency Never in the Resources block of the template",
  ],
  [
    "Resources: {A: {Type: AWS::EC2::VPC, DependsOn: B}, B: {Type: AWS::EC2::VPC, DependsOn: A}}",
    "Circular dependency between resources: [A, B]",
  ],
])("CloudFormation refuses the template %j", (body, reason) => {
  expect(() => readTemplate(body)).toThrow(expect.objectContaining({ code: "ValidationError" }));
  expect(() => readTemplate(body)).toThrow(reason);
});

const declared = readTemplate(`
Parameters:
  Node: {Type: String, Default: rg.large, AllowedValues: [rg.large, ra3.large]}
  Named: {Type: String, Default: abc, AllowedPattern: '[a-z]+'}
  Explained: {Type: String, Default: abc, AllowedPattern: '[a-z]+', ConstraintDescription: letters only.}
  Count: {Type: Number, Default: 2, MinValue: 1, MaxValue: 5}
  Bucket: {Type: String, MinLength: 3, MaxLength: 5}
  Ami: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}
${resources}
`).Parameters;

test.each([
  [{ Node: "dc2.large" }, "Parameter 'Node' must be one of AllowedValues"],
  [{ Named: "A1" }, "Parameter Named failed to satisfy constraint: must match pattern [a-z]+"],
  [{ Explained: "A1" }, "Parameter Explained failed to satisfy constraint: letters only."],
  [{ Count: "0" }, "Parameter 'Count' must be a number not less than 1"],
  [{ Count: "6" }, "Parameter 'Count' must be a number not greater than 5"],
  [{ Count: "two" }, "Parameter 'Count' must be a number"],
  [{ Bucket: "ab" }, "Parameter 'Bucket' must contain at least 3 characters"],
  [{ Bucket: "abcdef" }, "Parameter 'Bucket' must contain at most 5 characters"],
  [{ Colour: "red" }, "Parameters: [Colour] do not exist in the template"],
  [{ Ami: "/mine" }, "Unable to fetch parameters [/mine] from parameter store for this account."],
])("the parameters %j are refused", (values, reason) => {
  const given = Object.entries({ Bucket: "lake", ...values }).map(([key, value]) => ({ key, value }));
  expect(() => settleParameters(declared, given)).toThrow(reason);
});

test("a parameter without a default must be given", () => {
  expect(() => settleParameters(declared, [])).toThrow("Parameters: [Bucket] must have values");
});

test("an SSM parameter keeps its path and is used as what it holds", () => {
  expect(settleParameters(declared, [{ key: "Bucket", value: "lake" }])["Ami"]).toEqual({
    value: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    resolved: expect.stringMatching(/^ami-[0-9a-f]{17}$/),
  });
});
