import type { Service, Setting } from "./service.ts";

/** Lake Formation, as far as it tells who decides about new databases and tables. */
export function createLakeFormation(setting: Setting): Service {
  return {
    name: "lakeformation",
    scope: "lakeformation",
    protocol: "rest-json",
    operations: {
      GetDataLakeSettings() {
        // The group of all whom IAM lets in: https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html.
        const everybody = {
          Principal: { DataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" },
          Permissions: ["ALL"],
        };
        const defaults = setting.circumstances.lakeFormation === "iam" ? [everybody] : [];
        return {
          DataLakeSettings: {
            DataLakeAdmins: [],
            ReadOnlyAdmins: [],
            CreateDatabaseDefaultPermissions: defaults,
            CreateTableDefaultPermissions: defaults,
            Parameters: { CROSS_ACCOUNT_VERSION: "4" },
            TrustedResourceOwners: [],
            AllowExternalDataFiltering: false,
            ExternalDataFilteringAllowList: [],
            AuthorizedSessionTagValueList: [],
          },
        };
      },
    },
  };
}
