import type { Service } from "./service.ts";
import { AwsError } from "./service.ts";

/** A resource with its tags, as the tagging API lists it. */
interface TaggedResource {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A service that has tagged resources. */
export interface TaggedResources {
  /** The resources that exist now; an ended one may stay listed for a while, as on AWS. */
  tagged(): readonly TaggedResource[];
}

interface TagFilter {
  readonly Key?: string;
  readonly Values?: readonly string[];
}

/** AWS's largest and default page of GetResources. */
const largestPage = 100;

/** The Resource Groups Tagging API over whatever the other services say they hold. */
export function createTagging(providers: readonly TaggedResources[]): Service {
  return {
    name: "tagging",
    scope: "tagging",
    protocol: "json",
    operations: {
      GetResources(input) {
        const filters = (input["TagFilters"] ?? []) as readonly TagFilter[];
        const types = (input["ResourceTypeFilters"] ?? []) as readonly string[];
        const arns = (input["ResourceARNList"] ?? []) as readonly string[];
        const perPage = Number(input["ResourcesPerPage"] ?? largestPage);
        if (!(perPage >= 1 && perPage <= largestPage)) {
          throw new AwsError("InvalidParameterException", "ResourcesPerPage must be between 1 and 100");
        }
        const all = new Map(providers.flatMap((one) => one.tagged()).map((each) => [each.arn, each]));
        const found = [...all.values()]
          .filter((each) => Object.keys(each.tags).length > 0)
          .filter((each) => filters.every((filter) => passes(filter, each.tags)))
          .filter((each) => types.length === 0 || types.some((type) => isOfType(type, each.arn)))
          .filter((each) => arns.length === 0 || arns.includes(each.arn))
          .sort((a, b) => (a.arn < b.arn ? -1 : 1));
        const after = readToken(String(input["PaginationToken"] ?? ""));
        const rest = found.filter((each) => each.arn > after);
        const page = rest.slice(0, perPage);
        const last = page.at(-1);
        return {
          PaginationToken:
            rest.length > page.length && last !== undefined
              ? Buffer.from(last.arn).toString("base64url")
              : "",
          ResourceTagMappingList: page.map(({ arn, tags }) => ({
            ResourceARN: arn,
            Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
          })),
        };
      },
    },
  };
}

/** A filter without values asks for the key alone. */
function passes({ Key = "", Values = [] }: TagFilter, tags: Readonly<Record<string, string>>): boolean {
  const value = tags[Key];
  return value !== undefined && (Values.length === 0 || Values.includes(value));
}

/** `redshift` is every resource of the service, `redshift:cluster` one of its types; buckets carry no type in their ARN. */
function isOfType(type: string, arn: string): boolean {
  const [, , service = "", , , ...resource] = arn.split(":");
  const [kind] = resource.join(":").split(/[:/]/);
  return type === service || type === (service === "s3" ? "s3:bucket" : `${service}:${kind}`);
}

function readToken(token: string): string {
  const arn = Buffer.from(token, "base64url").toString();
  if (token !== "" && !arn.startsWith("arn:")) {
    throw new AwsError("PaginationTokenExpiredException", "The specified PaginationToken is not known.");
  }
  return arn;
}
