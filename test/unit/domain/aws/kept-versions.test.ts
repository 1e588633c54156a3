import { expect, test } from "vitest";
import type { KeptVersions } from "../../../../src/domain/aws/kept-versions.ts";
import { keptProblem } from "../../../../src/domain/aws/kept-versions.ts";

const kept: KeptVersions = {
  locked: 2_000_001,
  examples: [
    { key: "raw/loan.csv", versionId: "v1" },
    { key: "raw/loan.csv", versionId: "v2" },
    { key: "logs/a.gz", versionId: "v3" },
  ],
  ...{ refused: 0, refusal: null, isAll: true },
};

const told = (more: Partial<KeptVersions>) => {
  const { code, says, remedy } = keptProblem({
    ...{ bucket: "lake", region: "us-west-1", next: "press Retry" },
    kept: { ...kept, ...more },
  });
  return { code, says, remedy };
};

const which = (key: string) => `--bucket lake --key ${key} --version-id v1 --region us-west-1`;

test("locked versions are told as a number, a few keys, and the command by which their end is seen", () => {
  expect(told({})).toEqual({
    code: "lake-locked",
    says: 'emptying bucket "lake": object lock keeps 2000001 versions, such as of "raw/loan.csv", "logs/a.gz"',
    remedy: `\`aws s3api head-object ${which("raw/loan.csv")}\` shows an administrator until when, or that it is a legal hold; once that is over or lifted, press Retry`,
  });
});

test("a number that is not the whole one says so", () => {
  expect(told({ locked: 1, isAll: false }).says).toContain("object lock keeps at least 1 version, such as");
});

test("a key that a shell would read otherwise is quoted", () => {
  const examples = [{ key: "it's $HOME/a b", versionId: "v1" }];
  expect(told({ examples }).remedy).toContain(which(`'it'\\''s $HOME/a b'`));
});

test("what is kept for another reason is told by that, with the right that may be missing", () => {
  const refusal = { key: "a", code: "AccessDenied", message: "no identity-based policy allows it" };
  expect(told({ locked: 0, examples: [], refused: 3, refusal })).toEqual({
    code: "purge-refused",
    says: 'emptying bucket "lake": S3 keeps 3 versions, such as of "a", because of AccessDenied (no identity-based policy allows it)',
    remedy: "allow `s3:DeleteObjectVersion` on the bucket to the bot's role, then press Retry",
  });
  const both = told({ refused: 3, refusal });
  expect(both.code).toBe("lake-locked");
  expect(both.says).toContain('"logs/a.gz"; S3 keeps 3 versions');
  expect(both.remedy).toContain("allow `s3:DeleteObjectVersion`");
});
