"""Prints, as JSON, what AWS's own resource schemas (as cfn-lint carries them) say of the types named as arguments."""

import json
import sys

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

FACTS = ("createOnlyProperties", "conditionalCreateOnlyProperties", "primaryIdentifier", "readOnlyProperties")


def facts_of(type_name: str) -> dict:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-west-1", type_name).schema
    return {fact: [path.removeprefix("/properties/") for path in schema.get(fact) or []] for fact in FACTS}


print(json.dumps({name: facts_of(name) for name in sys.argv[1:]}))
