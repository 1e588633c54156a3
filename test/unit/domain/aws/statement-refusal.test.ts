import { expect, test } from "vitest";
import { statementRefused } from "../../../../src/domain/aws/statement-refusal.ts";

const spectrumRole = "arn:aws:iam::123456789012:role/loan-tracker-SpectrumRole-1a2b3c4d5e6f";
const refused = (error: string, by: "bot" | "administrator" = "bot") =>
  statementRefused({
    file: "publish/add-partition",
    error,
    by,
    spectrumRole,
    glueDatabase: "loan_tracker",
  });

test("what Redshift says is told in its words, with the file", () => {
  const problem = refused('ERROR: relation "last.loan_tracker" does not exist');
  expect(problem.says).toBe(
    'running sql/publish/add-partition.sql in Redshift: ERROR: relation "last.loan_tracker" does not exist',
  );
  expect([problem.code, problem.remedy]).toEqual([
    "statement-failed",
    "mend what Redshift names, then press Retry",
  ]);
});

test.each([
  "ERROR: permission denied for schema last",
  "ERROR: must be owner of schema last",
  'FATAL: user "IAMR:LoansBot-loan-tracker" does not exist',
])("the bot that has no rights is sent to /loans deploy: %s", (error) => {
  const { code, remedy } = refused(error);
  expect(code).toBe("database-user-unprepared");
  expect(remedy).toContain("type `/loans deploy`, which gives them also where nothing else has to change");
});

test("the administrator that lacks a right is not sent to where it came from", () => {
  expect(refused("ERROR: permission denied for schema last", "administrator").code).toBe("statement-failed");
});

test.each([
  [
    "Insufficient Lake Formation permission(s): Required Create Table on loan_tracker",
    '--permissions CREATE_TABLE --resource \'{"Database":{"Name":"loan_tracker"}}\'',
  ],
  [
    "Insufficient Lake Formation permission(s): Required Alter on last_loans (Service: AWSGlue; Status Code: 400)",
    '--permissions ALTER --resource \'{"Table":{"DatabaseName":"loan_tracker","Name":"last_loans"}}\'',
  ],
  [
    "Insufficient Lake Formation permission(s): Required Data Location Access on s3://lake/stage/loan_tracker/",
    '--permissions DATA_LOCATION_ACCESS --resource \'{"DataLocation":{"ResourceArn":"arn:aws:s3:::lake/stage/loan_tracker/"}}\'',
  ],
])("a catalog that Lake Formation governs is told with the grant: %s", (words, grant) => {
  const { code, remedy } = refused(
    `ERROR: exception name : AccessDeniedException, message: ${words}`,
    "administrator",
  );
  expect(code).toBe("lake-formation-refused");
  expect(remedy).toBe(
    "let an administrator of the data lake grant the role `loan-tracker-SpectrumRole-1a2b3c4d5e6f` (the stack's output " +
      "SpectrumRoleArn) `aws lakeformation grant-permissions --principal DataLakePrincipalIdentifier=<SpectrumRoleArn> " +
      `${grant}\`, then press Retry`,
  );
});

test("a refusal of Lake Formation that names no right is told as it is", () => {
  const { remedy } = refused("ERROR: Insufficient Lake Formation permission(s) on loan_tracker");
  expect(remedy).toContain("(the stack's output SpectrumRoleArn) in Lake Formation what AWS names");
});
