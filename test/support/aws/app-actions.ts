import { readdirSync, readFileSync } from "node:fs";

const root = new URL("../../../", import.meta.url);

/** The IAM prefix of each SDK package that the app uses. */
const prefixes: Readonly<Record<string, string>> = {
  cloudFormation: "cloudformation",
  ec2: "ec2",
  emr: "elasticmapreduce",
  iam: "iam",
  lakeFormation: "lakeformation",
  redshift: "redshift",
  redshiftData: "redshift-data",
  s3: "s3",
  serviceQuotas: "servicequotas",
  ssm: "ssm",
  sts: "sts",
  tagging: "tag",
};

/** S3 names its actions apart from its calls; GetCallerIdentity needs no permission at all. */
const otherwiseNamed: Readonly<Record<string, readonly string[]>> = {
  "s3:HeadObject": ["s3:GetObject", "s3:ListBucket"],
  "s3:HeadBucket": ["s3:ListBucket"],
  "s3:ListObjectsV2": ["s3:ListBucket"],
  "s3:ListObjectVersions": ["s3:ListBucketVersions"],
  "s3:ListMultipartUploads": ["s3:ListBucketMultipartUploads"],
  "s3:DeleteObjects": ["s3:DeleteObject", "s3:DeleteObjectVersion"],
  "sts:GetCallerIdentity": [],
};

/** The code of each file in `src/aws`, where all calls are made. */
export function codeOfAws(): readonly string[] {
  const files = readdirSync(new URL("src/aws/", root), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(new URL(`src/aws/${file}`, root), "utf8"));
}

/**
 * The IAM actions behind every SDK call in `src/aws`, each once, in their order. A call is told by the module it is taken
 * from: `const { sdk, client } = await clients.s3()`.
 */
export function actionsOfTheApp(): readonly string[] {
  // lib-storage makes its calls itself, all of them under this action.
  const calls = new Set(["s3:PutObject"]);
  for (const code of codeOfAws()) {
    const usual = /const load = clients\.(\w+)/.exec(code)?.[1];
    let service: string | undefined;
    for (const [, loaded, direct, command] of code.matchAll(
      /await (?:(load)|clients\.(\w+))\(\)|new sdk\.(\w+)Command\(/g,
    )) {
      if (command === undefined) service = loaded === undefined ? direct : usual;
      else calls.add(`${prefixes[service ?? ""]}:${command}`);
    }
  }
  return [...new Set([...calls].flatMap((call) => otherwiseNamed[call] ?? [call]))].sort();
}
