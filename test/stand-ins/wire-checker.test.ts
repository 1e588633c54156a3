import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SentAnswer } from "../../sandbox/aws/wire/reply.ts";
import type { Conformance } from "../support/wire/programs.ts";
import { checkAnswers } from "../support/wire/programs.ts";

/** What reads the stand-in's answers by botocore's models: right ones pass, and each kind of wrong one is named. */

const json = (service: "emr" | "redshift-data", operation: string, output: unknown): SentAnswer => ({
  service,
  operation,
  status: 200,
  headers: { "x-amzn-requestid": "1", "content-type": "application/x-amz-json-1.1" },
  body: JSON.stringify(output),
});

const query = (service: "cloudformation" | "redshift", operation: string, result: string): SentAnswer => ({
  service,
  operation,
  status: 200,
  headers: { "x-amzn-requestid": "1", "content-type": "text/xml" },
  body:
    `<${operation}Response xmlns="http://${service}.amazonaws.com/doc/${service === "redshift" ? "2012-12-01" : "2010-05-15"}/">` +
    `${result === "" ? "" : `<${operation}Result>${result}</${operation}Result>`}` +
    `<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${operation}Response>`,
});

const s3 = (operation: string, body: string | null, headers: Record<string, string> = {}): SentAnswer => ({
  service: "s3",
  operation,
  status: 200,
  headers: {
    "x-amz-request-id": "1",
    ...(body ? { "content-type": "application/xml" } : {}),
    ...headers,
  },
  body,
});

const ec2 = (members: string): SentAnswer => ({
  service: "ec2",
  operation: "DescribeSecurityGroups",
  status: 200,
  headers: { "x-amzn-requestid": "1", "content-type": "text/xml;charset=UTF-8" },
  body:
    '<DescribeSecurityGroupsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>' +
    `<securityGroupInfo>${members}</securityGroupInfo></DescribeSecurityGroupsResponse>`,
});

const step = (status: object, more: object = {}) =>
  json("emr", "DescribeStep", { Step: { Id: "s-1", Status: status, ...more } });
const result = (output: object) => json("redshift-data", "GetStatementResult", output);
const stack = (members: string) =>
  query("cloudformation", "DescribeStacks", `<Stacks><member>${members}</member></Stacks>`);
const wholeStack =
  "<StackName>loans</StackName><CreationTime>2026-11-23T05:00:00.000Z</CreationTime>" +
  "<StackStatus>CREATE_COMPLETE</StackStatus><EnableTerminationProtection>true</EnableTerminationProtection>";
const stackEvent = (status: string) =>
  query(
    "cloudformation",
    "DescribeStackEvents",
    "<StackEvents><member><StackId>1</StackId><EventId>1</EventId><StackName>loans</StackName>" +
      `<Timestamp>2026-11-23T05:00:00.000Z</Timestamp><ResourceStatus>${status}</ResourceStatus></member></StackEvents>`,
  );
const clusters = (list: string) => query("redshift", "DescribeClusters", `<Clusters>${list}</Clusters>`);
const cluster = "<ClusterIdentifier>warehouse</ClusterIdentifier><NumberOfNodes>1</NumberOfNodes>";
const listing = (members: string) =>
  s3(
    "ListObjectsV2",
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${members}</ListBucketResult>`,
  );
const object = "<Contents><Key>a</Key><Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>";
const missingSet: SentAnswer = {
  ...query("cloudformation", "DescribeChangeSet", ""),
  status: 404,
  body:
    '<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type>' +
    "<Code>ChangeSetNotFound</Code><Message>no</Message></Error><RequestId>1</RequestId></ErrorResponse>",
};
const refusedStep = (code: string, more: object = {}): SentAnswer => ({
  ...json("emr", "DescribeStep", { __type: code, message: "no", ...more }),
  status: 400,
  headers: {
    "x-amzn-requestid": "1",
    "content-type": "application/x-amz-json-1.1",
    "x-amzn-errortype": code,
  },
});

const right: Readonly<Record<string, SentAnswer>> = {
  "a step": step({ State: "COMPLETED", Timeline: { EndDateTime: 1_795_410_000.25 } }),
  "a result": result({ Records: [[{ stringValue: "HOUSING" }, { longValue: 67 }, { isNull: true }]] }),
  "a stack": stack(wholeStack),
  "a stack in review, told in a status that AWS's own model does not have": stackEvent("REVIEW_IN_PROGRESS"),
  "the deletion of a stack, which has no result": query("cloudformation", "DeleteStack", ""),
  "a cluster": clusters(`<Cluster>${cluster}</Cluster>`),
  "a group, in a list of EC2": ec2("<item><groupId>sg-1</groupId><vpcId>vpc-1</vpcId></item>"),
  "an error of EC2": {
    ...ec2(""),
    status: 403,
    body:
      "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors>" +
      "<RequestID>1</RequestID></Response>",
  },
  "a listing, its entries without an element around them": listing(
    `<KeyCount>2</KeyCount>${object}${object}`,
  ),
  "an object, whose bytes are not recorded": s3("GetObject", null, {
    "last-modified": "Mon, 23 Nov 2026 05:00:00 GMT",
    "x-amz-meta-sha256": "abc",
  }),
  "the lack of an object, asked by HEAD": { ...s3("HeadObject", ""), status: 404 },
  "the error that the model has": missingSet,
  "the error that all operations have": refusedStep("ThrottlingException"),
};

const wrong: Readonly<Record<string, readonly [SentAnswer, string]>> = {
  "an unknown member": [step({}, { Colour: 1 }), "Step.Colour: no member of Step"],
  "an event in a status that neither the model nor AWS has": [
    stackEvent("IN_REVIEW"),
    "StackEvents[].ResourceStatus: 'IN_REVIEW' is no value of ResourceStatus",
  ],
  "an enum's unknown value": [step({ State: "DONE" }), "Step.Status.State: 'DONE' is no value of StepState"],
  "a missing member": [result({ TotalNumRows: 0 }), "Records: required by the model, missing"],
  "an ISO time in JSON": [
    step({ Timeline: { EndDateTime: "2026-11-23T05:00:00Z" } }),
    "Step.Status.Timeline.EndDateTime: '2026-11-23T05:00:00Z' is no timestamp of the JSON protocol",
  ],
  "milliseconds in JSON": [
    step({ Timeline: { EndDateTime: 1_795_410_000_000 } }),
    "Step.Status.Timeline.EndDateTime: 1795410000000 is no timestamp of the JSON protocol",
  ],
  "a number as text": [
    result({ Records: [], TotalNumRows: "0" }),
    "TotalNumRows: '0' is no long of the JSON protocol",
  ],
  "a whole number with a fraction": [
    result({ Records: [[{ longValue: 1.5 }]] }),
    "Records[][].longValue: 1.5 is no long of the JSON protocol",
  ],
  "a boolean as a number": [
    result({ Records: [[{ isNull: 1 }]] }),
    "Records[][].isNull: 1 is no boolean of the JSON protocol",
  ],
  "a null": [step({ State: null }), "Step.Status.State: None is no string of the JSON protocol"],
  "an object for a list": [
    result({ Records: {} }),
    "Records: an object where the model has the list SqlRecords",
  ],
  "two values in one field": [
    result({ Records: [[{ longValue: 1, stringValue: "1" }]] }),
    "Records[][]: 2 members of the union Field, which takes one",
  ],
  "<member> in a list of Redshift": [
    clusters(`<member>${cluster}</member>`),
    "Clusters: element <member> in a list of <Cluster>",
  ],
  "<member> in a list of EC2": [
    ec2("<member><groupId>sg-1</groupId></member>"),
    "securityGroupInfo: element <member> in a list of <item>",
  ],
  "EC2's member by its name in the SDK": [
    ec2("<item><GroupId>sg-1</GroupId></item>"),
    "securityGroupInfo[].GroupId: no member of SecurityGroup",
  ],
  "an error of EC2 in the shape of Query": [
    { ...missingSet, service: "ec2", operation: "DescribeSecurityGroups" },
    "root element 'ErrorResponse' instead of 'Response'",
  ],
  "an unknown element": [stack(`${wholeStack}<Colour>1</Colour>`), "Stacks[].Colour: no member of Stack"],
  "a missing element": [
    stack(wholeStack.replace(/<StackName>.*<\/StackName>/, "")),
    "Stacks[].StackName: required by the model, missing",
  ],
  "an unknown value in XML": [
    stack(wholeStack.replace("CREATE_COMPLETE", "CREATED")),
    "Stacks[].StackStatus: 'CREATED' is no value of StackStatus",
  ],
  "a time as a number in XML": [
    stack(wholeStack.replace("2026-11-23T05:00:00.000Z", "1795410000")),
    "Stacks[].CreationTime: '1795410000' is no timestamp as this protocol writes it",
  ],
  "a boolean with a capital": [
    stack(wholeStack.replace("true", "True")),
    "Stacks[].EnableTerminationProtection: 'True' is no boolean as this protocol writes it",
  ],
  "a number that is none": [
    clusters(`<Cluster>${cluster.replace("1", "one")}</Cluster>`),
    "Clusters[].NumberOfNodes: 'one' is no integer as this protocol writes it",
  ],
  "a result where there is none": [
    query("cloudformation", "DeleteStack", "<Nothing/>"),
    "elements of the answer ['DeleteStackResult', 'ResponseMetadata'] instead of ['ResponseMetadata']",
  ],
  "an object's element with a list around it": [
    listing(`<Objects>${object}</Objects>`),
    "Objects: no member of ListObjectsV2Output",
  ],
  "another service's namespace": [
    s3("ListObjectsV2", "<ListBucketResult/>"),
    "namespace '' instead of 'http://s3.amazonaws.com/doc/2006-03-01/'",
  ],
  "an unknown header": [
    s3("HeadObject", "", { "x-amz-colour": "1" }),
    "header x-amz-colour: not in the model",
  ],
  "an ISO time in a header": [
    s3("HeadObject", "", { "last-modified": "2026-11-23T05:00:00Z" }),
    "header last-modified: '2026-11-23T05:00:00Z' is no timestamp as this protocol writes it",
  ],
  "an answer without the id of its request": [{ ...step({}), headers: {} }, "no request id"],
  "another type of content": [
    { ...stack(wholeStack), headers: { "x-amzn-requestid": "1", "content-type": "text/html" } },
    "content type 'text/html' instead of 'text/xml'",
  ],
  "another status of a success": [{ ...s3("DeleteObject", ""), status: 200 }, "status 200 instead of 204"],
  "an empty answer": [{ ...step({}), body: "" }, "unreadable: Expecting value: line 1 column 1 (char 0)"],
  "an error that the operation does not have": [
    refusedStep("StepNotFound"),
    "'StepNotFound' is no error of this operation and no common one",
  ],
  "an error's unknown member": [
    refusedStep("ValidationException", { Colour: 1 }),
    "Colour: no member of ValidationException",
  ],
  "an error's other status": [
    { ...missingSet, status: 400 },
    "ChangeSetNotFound with status 400 instead of 404",
  ],
  "an error without its header": [
    { ...refusedStep("ValidationException"), headers: step({}).headers },
    "header x-amzn-errortype None instead of 'ValidationException'",
  ],
  "an error in the shape of another service": [
    { ...missingSet, body: "<Error><Code>ValidationError</Code><Message>no</Message></Error>", status: 400 },
    "no element <Error>",
  ],
  "an operation that AWS does not have": [json("emr", "PaintCluster", {}), "no operation of emr"],
};

const directory = mkdtempSync(join(tmpdir(), "loan-tracker-wire-checker-"));
const answers = [...Object.values(right), ...Object.values(wrong).map(([answer]) => answer)];
const lineOf = (answer: SentAnswer) => answers.indexOf(answer) + 1;
let conformance: Conformance;

beforeAll(async () => {
  const file = join(directory, "answers.jsonl");
  writeFileSync(file, answers.map((answer) => `${JSON.stringify(answer)}\n`).join(""));
  conformance = await checkAnswers(file);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const problemsOf = (answer: SentAnswer) =>
  conformance.problems.flatMap(({ line, says }) => (line === lineOf(answer) ? [says] : []));

describe("AWS could have sent", () => {
  test.each(Object.entries(right))("%s", (_, answer) => {
    expect(problemsOf(answer)).toEqual([]);
  });
});

describe("AWS would never send", () => {
  test.each(Object.entries(wrong))("%s", (_, [answer, problem]) => {
    expect(problemsOf(answer)).toContain(`${answer.service} ${answer.operation}: ${problem}`);
  });
});

test("every answer is counted, by its operation and its error", () => {
  expect(conformance.answers).toBe(answers.length);
  expect(conformance.operations["redshift DescribeClusters"]).toBe(3);
  expect(conformance.errors["cloudformation DescribeChangeSet ChangeSetNotFound"]).toBe(2);
});
