import { expect, test } from "vitest";
import { mendCause } from "../../../../src/domain/aws/mend-cause.ts";

// As the Glue handler passes it on in the field, where "Use only IAM access control" is off.
const refused =
  'Resource handler returned message: "Insufficient Lake Formation permission(s): Required Create Database on Catalog ' +
  '(Service: Glue, Status Code: 400, Request ID: 815bc078)" (RequestToken: 1, HandlerErrorCode: AccessDenied)';

test("a catalog that Lake Formation does not let CloudFormation make is told with the grant", () => {
  expect(mendCause(refused, "loan-tracker")).toBe(
    "let an administrator of the data lake grant the role `LoansCloudFormation-loan-tracker` `aws lakeformation " +
      "grant-permissions --principal DataLakePrincipalIdentifier=<its ARN> --permissions CREATE_DATABASE --resource '{\"Catalog\":{}}'`",
  );
});

test("any other reason is somebody's own to mend", () => {
  expect(mendCause("The node type is not offered", "loan-tracker")).toBe("mend the cause");
  expect(mendCause("", "loan-tracker")).toBe("mend the cause");
});

test("a right that CloudFormation's role lacks comes by the access file", () => {
  const refused =
    "User: arn:aws:sts::[account]:assumed-role/LoansCloudFormation-loan-tracker/AWSCloudFormation is not authorized to perform: kms:CreateKey because no identity-based policy allows the kms:CreateKey action";
  expect(mendCause(refused, "loan-tracker")).toBe(
    "let an administrator deploy cloudformation/bot-access.yaml again, which allows `kms:CreateKey` to the role `LoansCloudFormation-loan-tracker`",
  );
});
