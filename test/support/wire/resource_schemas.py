"""Prints, as JSON, what AWS's own resource schemas (as cfn-lint carries them) say of the types named as arguments."""

import json
import sys

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

FACTS = ("createOnlyProperties", "conditionalCreateOnlyProperties", "primaryIdentifier", "readOnlyProperties")


def facts_of(type_name: str) -> dict:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-west-1", type_name).schema
    tagging = schema.get("tagging") or {}
    return {
        **{fact: [path.removeprefix("/properties/") for path in schema.get(fact) or []] for fact in FACTS},
        "isTagged": tagging.get("taggable") is True,
        # https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html: true where left out.
        "hasSystemTags": tagging.get("cloudFormationSystemTags", True),
    }


print(json.dumps({name: facts_of(name) for name in sys.argv[1:]}))
