"""Holds the recorded shapes of AWS's answers (`npm run doctor -- --record FILE`) against botocore's service models.

usage: check_shapes.py FILE

Prints one JSON object: calls (how many had an answer), members (how many were held), and problems.
"""

import json
import sys

import botocore.session

SESSION = botocore.session.get_session()

# What a recording calls each of the model's types.
KINDS = {
    "structure": "structure",
    "list": "list",
    "map": "map",
    "boolean": "boolean",
    "timestamp": "time",
    "blob": "bytes",
    "string": "text",
    "character": "text",
    "integer": "number",
    "long": "number",
    "float": "number",
    "double": "number",
}


def models():
    """The service models by the names of the SDK's clients: their id without blanks."""
    wanted = "cloudformation ec2 emr iam lakeformation redshift redshift-data resourcegroupstaggingapi s3 service-quotas ssm sts"
    found = [SESSION.get_service_model(name) for name in wanted.split()]
    return {str(model.service_id).replace(" ", ""): model for model in found}


def shape_at(shape, path):
    """The shape at a path such as `Stacks[].Tags[]`, or the reason why there is none."""
    for step in path.replace("[]", ".[]").replace("{}", ".{}").split("."):
        if step == "[]" and shape.type_name == "list":
            shape = shape.member
        elif step == "{}" and shape.type_name == "map":
            shape = shape.value
        elif shape.type_name == "structure" and step in shape.members:
            shape = shape.members[step]
        else:
            return None, f"no member of {shape.name}"
    return shape, None


def problem_of(output, path, kind):
    shape, missing = shape_at(output, path)
    if shape is None:
        return missing
    words = kind if isinstance(kind, list) else []
    strange = [word for word in words if shape.enum and word not in shape.enum]
    if strange:
        return f"{strange[0]!r} is no value of {shape.name}"
    said = "text" if words else kind
    return None if KINDS[shape.type_name] == said else f"{said} where the model has {shape.type_name}"


def main(file):
    with open(file, encoding="utf-8") as lines:
        recording = json.load(lines)
    known = models()
    calls, members, problems = 0, 0, []
    for call in recording["calls"]:
        name = f"{call['service']} {call['operation']}"
        output = known[call["service"]].operation_model(call["operation"]).output_shape
        calls += "ok" in call["outcomes"]
        for path, kind in call["answer"].items():
            members += 1
            says = problem_of(output, path, kind)
            if says is not None:
                problems.append(f"{name} {path}: {says}")
    json.dump({"calls": calls, "members": members, "problems": problems}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
