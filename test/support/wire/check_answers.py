"""Reads recorded answers of the AWS stand-in against botocore's service models.

usage: check_answers.py FILE    one answer a line: {"service", "operation", "status", "headers", "body"}

Every answer is read twice. botocore's own parser must take it, and since that parser drops what it does not know
without a word, the raw answer is walked beside the model: a member, type, enum value, list element, namespace or header
that the model does not have is a problem, and so is a missing required member. Both must have seen as many values.

Prints one JSON object: answers (how many were read), operations and errors (how often each occurred), and problems
(each with its line, from 1).
"""

import collections
import json
import sys
import xml.etree.ElementTree as ElementTree

import botocore.compat
import botocore.parsers
import botocore.session

from common_errors import COMMON_ERRORS
from model_walk import HTTP_TIME, Walk, local_name, namespace_of, walk_json, walk_text, walk_xml, walk_xml_members

# The services by the names that the stand-in's ledger gives them.
MODELS = {
    "cloudformation": "cloudformation",
    "ec2": "ec2",
    "emr": "emr",
    "iam": "iam",
    "lakeformation": "lakeformation",
    "redshift": "redshift",
    "redshift-data": "redshift-data",
    "s3": "s3",
    "servicequotas": "service-quotas",
    "ssm": "ssm",
    "sts": "sts",
    "tagging": "resourcegroupstaggingapi",
}

# S3's model does not carry its namespace; https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html does.
S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"

# Headers that say something about the answer and nothing about the operation.
PLAIN_HEADERS = {
    "content-length",
    "content-type",
    "date",
    "x-amz-id-2",
    "x-amz-request-id",
    "x-amzn-errortype",
    "x-amzn-requestid",
}

SESSION = botocore.session.get_session()


def check(answer):
    """The problems of one answer, and the code of the error that it is (None for a success)."""
    service, name = answer["service"], answer["operation"]
    model = SESSION.get_service_model(MODELS[service])
    if name not in model.operation_names:
        return [f"no operation of {model.service_name}"], None
    operation = model.operation_model(name)
    walk = Walk()
    headers = {key.lower(): value for key, value in answer["headers"].items()}
    if not headers.get("x-amz-request-id" if service == "s3" else "x-amzn-requestid"):
        walk.wrong("", "no request id")
    body = answer["body"]
    if body:
        wanted = {
            "json": f"application/x-amz-json-{model.metadata.get('jsonVersion')}",
            "query": "text/xml",
            "rest-json": "application/json",
            "ec2": "text/xml;charset=UTF-8",
        }.get(model.resolved_protocol, "application/xml")
        # A bucket's policy is JSON as it was put.
        is_document = operation.output_shape and payload_of(operation.output_shape, "string", "blob")
        if headers.get("content-type") != wanted and not (is_document and answer["status"] < 300):
            walk.wrong("", f"content type {headers.get('content-type')!r} instead of {wanted!r}")
    try:
        # botocore's own rule of what an error is: http 301 and above.
        if answer["status"] >= 301:
            return walk.problems, check_error(walk, model, operation, answer, headers)
        # A part of an object is the only success whose status the model does not tell.
        wanted = operation.http.get("responseCode", 200)
        if answer["status"] != wanted and not (answer["status"] == 206 and "content-range" in headers):
            walk.wrong("", f"status {answer['status']} instead of {wanted}")
        check_success(walk, model, operation, answer, headers)
    except (ElementTree.ParseError, json.JSONDecodeError, botocore.parsers.ResponseParserError) as error:
        walk.wrong("", f"unreadable: {error}")
    return walk.problems, None


def check_success(walk, model, operation, answer, headers):
    shape = operation.output_shape
    body = answer["body"]
    before = len(walk.problems)
    protocol = model.resolved_protocol
    if protocol in ("json", "rest-json"):
        if shape is not None:
            walk_json(walk, shape, json.loads(body), "")
        elif body not in ("", "{}"):
            walk.wrong("", f"the body is {body[:80]!r}, the model has none")
    elif protocol == "query":
        walk_query(walk, model, operation, ElementTree.fromstring(body))
    elif protocol == "ec2":
        walk_ec2(walk, model, operation, ElementTree.fromstring(body))
    else:
        walk_headers(walk, shape, headers)
        walk_rest_body(walk, operation, answer, headers)
    if len(walk.problems) > before or body is None:
        return
    parsed = parse(protocol, answer, headers, shape)
    parsed.pop("ResponseMetadata", None)
    # botocore itself does not read this one by its model but by a handler.
    if operation.name != "GetBucketLocation" and count_values(parsed) != walk.values:
        walk.wrong("", f"botocore reads {count_values(parsed)} values of {walk.values}")


def walk_query(walk, model, operation, root):
    name = operation.name
    expect(walk, local_name(root), f"{name}Response", "root element")
    expect(walk, namespace_of(root), model.metadata["xmlNamespace"], "namespace")
    children = {local_name(child): child for child in root}
    shape = operation.output_shape
    wrapper = shape.serialization.get("resultWrapper") if shape is not None else None
    expect(walk, sorted(children), sorted(filter(None, [wrapper, "ResponseMetadata"])), "elements of the answer")
    if wrapper in children:
        walk_xml(walk, shape, children[wrapper], "")


def walk_ec2(walk, model, operation, root):
    """EC2's output has no element of its own: its members stand beside the request's id."""
    expect(walk, local_name(root), f"{operation.name}Response", "root element")
    # The model lacks the slash that EC2 sends: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html.
    expect(walk, namespace_of(root), model.metadata["xmlNamespace"] + "/", "namespace")
    children = list(root)
    expect(walk, [local_name(child) for child in children[:1]], ["requestId"], "first element")
    if operation.output_shape is None:
        # EC2 says "done" where its model has no output at all.
        expect(walk, [local_name(child) for child in children[1:]], ["return"], "members")
    else:
        walk_xml_members(walk, operation.output_shape, children[1:], "")


def walk_headers(walk, shape, headers):
    members = shape.members if shape is not None else {}
    modeled = {}
    for name, member in members.items():
        if member.serialization.get("location") == "header":
            modeled[member.serialization["name"].lower()] = (name, member)
        elif member.serialization.get("location") == "headers":
            prefix = member.serialization.get("name", "").lower()
            walk.values += sum(header.startswith(prefix) for header in headers)
            headers = {key: value for key, value in headers.items() if not key.startswith(prefix)}
    for header, value in headers.items():
        if header in modeled:
            walk_text(walk, modeled[header][1], value, f"header {header}", time=HTTP_TIME)
        elif header not in PLAIN_HEADERS:
            walk.wrong(f"header {header}", "not in the model")
    if shape is not None:
        missing = {name for header, (name, _) in modeled.items() if header not in headers}
        for name in missing & set(shape.required_members):
            walk.wrong(f"header of {name}", "required by the model, missing")


def walk_rest_body(walk, operation, answer, headers):
    shape, body = operation.output_shape, answer["body"]
    if body is None:
        if not (shape is not None and payload_of(shape, "blob")):
            walk.wrong("", "a stream of bytes where the model has none")
        return
    if shape is not None and payload_of(shape, "string", "blob"):
        walk.values += 1
        return
    in_body = shape is not None and any("location" not in member.serialization for member in shape.members.values())
    if bool(body) != in_body:
        return walk.wrong("", f"the body is {body[:80]!r}, the model has {'one' if in_body else 'none'}")
    if not in_body:
        return
    root = ElementTree.fromstring(body)
    expect(walk, namespace_of(root), S3_NAMESPACE, "namespace")
    payload = shape.serialization.get("payload")
    if operation.name == "GetBucketLocation":
        walk_xml(walk, shape.members["LocationConstraint"], root, "LocationConstraint")
    elif payload:
        walk_xml(walk, shape.members[payload], root, payload)
    else:
        walk_xml(walk, shape, root, "")


def payload_of(shape, *type_names):
    payload = shape.serialization.get("payload")
    return payload is not None and shape.members[payload].type_name in type_names


def check_error(walk, model, operation, answer, headers):
    protocol, status, body = model.resolved_protocol, answer["status"], answer["body"]
    if not body:
        # HEAD has no body, "not modified" neither; every other error says what it is.
        if protocol != "rest-xml" or not (operation.http["method"] == "HEAD" or status == 304):
            walk.wrong("", f"status {status} without an error")
        return str(status)
    errors = {error.error_code: error for error in operation.error_shapes}
    if protocol in ("json", "rest-json"):
        raw = json.loads(body)
        # REST-JSON names it in the header alone.
        code = headers.get("x-amzn-errortype") if protocol == "rest-json" else raw.get("__type")
        expect(walk, headers.get("x-amzn-errortype"), code, "header x-amzn-errortype")
        members = set(errors[code].members) if code in errors else set()
        for key in set(raw) - members - {"__type", "message", "Message"}:
            walk.wrong(key, f"no member of {code}")
        message = raw.get("message", raw.get("Message"))
    else:
        root = ElementTree.fromstring(body)
        error = root.find({"query": "{*}Error", "ec2": "Errors/Error"}.get(protocol, "."))
        wanted = {"query": "ErrorResponse", "ec2": "Response"}.get(protocol, "Error")
        expect(walk, local_name(root), wanted, "root element")
        if error is None:
            return walk.wrong("", "no element <Error>")
        code, message = error.findtext("{*}Code"), error.findtext("{*}Message")
        if protocol == "ec2":
            expect(walk, sorted(map(local_name, root)), ["Errors", "RequestID"], "elements of the error")
        if protocol == "query":
            expect(walk, namespace_of(root), model.metadata["xmlNamespace"], "namespace")
            expect(walk, sorted(map(local_name, root)), ["Error", "RequestId"], "elements of the error")
            expect(walk, error.findtext("{*}Type"), "Sender" if status < 500 else "Receiver", "type of the error")
    if not message:
        walk.wrong("", f"{code} without a message")
    modeled = errors[code].metadata.get("error", {}).get("httpStatusCode") if code in errors else None
    common = COMMON_ERRORS[protocol].get(code)
    if code not in errors and common is None:
        walk.wrong("", f"{code!r} is no error of this operation and no common one")
    elif (modeled or common or status) != status:
        walk.wrong("", f"{code} with status {status} instead of {modeled or common}")
    parsed = parse(protocol, answer, headers, operation.output_shape)
    expect(walk, parsed["Error"]["Code"], code, "code as botocore reads it")
    return code


def expect(walk, value, wanted, what):
    if value != wanted:
        walk.wrong("", f"{what} {value!r} instead of {wanted!r}")


def parse(protocol, answer, headers, shape):
    response = {
        "body": answer["body"].encode(),
        "headers": botocore.compat.HTTPHeaders.from_dict(headers),
        "status_code": answer["status"],
    }
    return botocore.parsers.create_parser(protocol).parse(response, shape)


def count_values(parsed):
    if isinstance(parsed, dict):
        return sum(map(count_values, parsed.values()))
    if isinstance(parsed, list):
        return sum(map(count_values, parsed))
    return 1


def main(file):
    operations, errors, problems = collections.Counter(), collections.Counter(), []
    answers = 0
    with open(file, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            answer = json.loads(line)
            answers += 1
            name = f"{answer['service']} {answer['operation']}"
            found, error = check(answer)
            operations[name] += 1
            if error is not None:
                errors[f"{name} {error}"] += 1
            problems += [{"line": number, "says": f"{name}: {says}"} for says in found]
    json.dump({"answers": answers, "operations": operations, "errors": errors, "problems": problems}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
