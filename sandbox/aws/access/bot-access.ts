import { readFileSync } from "node:fs";
import { evaluate } from "../cloudformation/intrinsics.ts";
import { settleParameters } from "../cloudformation/parameters.ts";
import { stackScope } from "../cloudformation/scope.ts";
import { readTemplate } from "../cloudformation/template.ts";
import { fields } from "../cloudformation/types/order.ts";
import type { Setting } from "../service.ts";
import type { PolicyDocument } from "./policy.ts";

/** For what `bot-access.yaml` was deployed: its parameters. */
export interface AccessParameters {
  /** Empty: the bot's own choice. */
  readonly bucket: string;
  /** Empty: the loan files are no objects. */
  readonly sourceBucket: string;
  /** Empty: nobody's key. */
  readonly sourceKey: string;
  /** `bucket/prefix` of the audit record; empty or absent: it is not exported to S3. */
  readonly auditPlace?: string;
}

/** The roles and policies that `cloudformation/bot-access.yaml` makes for the setting's stack. */
export interface BotAccess {
  readonly bot: readonly PolicyDocument[];
  readonly cloudFormation: { readonly arn: string; readonly policies: readonly PolicyDocument[] };
  readonly boundary: { readonly arn: string; readonly document: PolicyDocument };
}

const file = new URL("../../../cloudformation/bot-access.yaml", import.meta.url);

/** Reads it as CloudFormation would have carried it out. */
export function readBotAccess(
  setting: Setting,
  { bucket, sourceBucket, sourceKey, auditPlace = "" }: AccessParameters,
  text = readFileSync(file, "utf8"),
): BotAccess {
  const { account, stack } = setting;
  const template = readTemplate(text);
  const iam = (resource: string) => `arn:aws:iam::${account}:${resource}`;
  const serviceRole = iam(`role/LoansCloudFormation-${stack}`);
  const boundary = iam(`policy/LoansBoundary-${stack}`);
  const made = (physicalId: string, Arn: string) => ({ physicalId, attributes: { Arn } });
  const scope = stackScope({
    template,
    parameters: settleParameters(template.Parameters, [
      { key: "Stack", value: stack },
      { key: "Bucket", value: bucket },
      { key: "SourceBucket", value: sourceBucket },
      { key: "SourceKey", value: sourceKey },
      { key: "AuditPlace", value: auditPlace },
    ]),
    stack: { id: "", name: "" },
    resources: {
      BotPolicy: made(iam(`policy/LoansBot-${stack}`), ""),
      BotRole: made(`LoansBot-${stack}`, iam(`role/LoansBot-${stack}`)),
      CloudFormationRole: made(`LoansCloudFormation-${stack}`, serviceRole),
      Boundary: made(boundary, ""),
    },
    setting,
  });
  const properties = (name: string) => fields(evaluate(template.Resources[name]?.Properties, scope));
  const document = (name: string) => properties(name)["PolicyDocument"] as PolicyDocument;
  return {
    bot: [document("BotPolicy")],
    cloudFormation: { arn: serviceRole, policies: policiesOf(properties("CloudFormationRole")) },
    boundary: { arn: boundary, document: document("Boundary") },
  };
}

/** The inline policies of an `AWS::IAM::Role`. */
export function policiesOf(role: Readonly<Record<string, unknown>>): readonly PolicyDocument[] {
  const policies: readonly unknown[] = Array.isArray(role["Policies"]) ? role["Policies"] : [];
  return policies.map((policy) => fields(policy)["PolicyDocument"] as PolicyDocument);
}
