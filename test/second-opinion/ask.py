"""Asks an AWS, or whoever stands in for it, a fixed list of questions by boto3, and prints what was answered as JSON.

usage: ask.py URL

Each question is answered by its outcome (a status, or the status and code of a refusal), by the members that the answer
has, and by what the answer says against botocore's model of the operation. Facts are what a reader makes of answers.
"""

import contextlib
import json
import os
import sys
import time

import boto3
import botocore.config
import botocore.exceptions
import botocore.parsers

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support", "wire"))
import check_answers  # noqa: E402

STACK = "second-opinion"
BUCKET = "second-opinion-lake"
TEMPLATE = """
Description: A bucket
Parameters: {Name: {Type: String}, Days: {Type: Number, Default: 7}}
Resources:
  Lake:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Ref Name
      LifecycleConfiguration: {Rules: [{Id: old, Status: Enabled, ExpirationInDays: !Ref Days}]}
Outputs: {BucketName: {Value: !Ref Lake}}
"""


class Asked:
    """The questions so far, each by a name of its own."""

    def __init__(self, url):
        self.url = url
        self.answers = {}
        self.facts = {}
        self.name = None

    def client(self, service):
        config = botocore.config.Config(
            retries={"total_max_attempts": 1}, read_timeout=20, s3={"addressing_style": "path"}
        )
        key = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "any"}
        client = boto3.client(service, endpoint_url=self.url, region_name="us-west-1", config=config, **key)
        model = {model: name for name, model in check_answers.MODELS.items()}[service]

        def keep(response_dict, operation_model, **_):
            if self.name is None:
                return
            body = response_dict["body"]
            self.answers[self.name] = check(model, operation_model, response_dict, body)

        client.meta.events.register("before-parse", keep)
        return client

    def __call__(self, name, call, **arguments):
        """The answer, or None for a refusal."""
        self.name = name
        try:
            answer = call(**arguments)
            outcome = str(answer["ResponseMetadata"]["HTTPStatusCode"])
            if hasattr(answer.get("Body"), "read"):
                answer["Body"] = answer["Body"].read()
        except botocore.exceptions.ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            answer, outcome = None, f"{status} {error.response['Error']['Code']}"
        except (botocore.exceptions.BotoCoreError, botocore.parsers.ResponseParserError) as error:
            answer, outcome = None, f"no answer ({type(error).__name__})"
        kept = self.answers.setdefault(name, {"operation": "", "problems": []})
        members = {key for key in members_of(answer or {}) if not key.startswith("ResponseMetadata")}
        self.answers[name] = {**kept, "outcome": outcome, "members": sorted(members)}
        self.name = None
        return answer


def check(service, operation, response, body):
    """The operation, and what its answer has that the model has not, apart from headers of the transport."""
    text = body.decode() if isinstance(body, bytes) else str(body)
    is_stream = operation.has_streaming_output and response["status_code"] < 300
    answer = {
        "service": service,
        "operation": operation.name,
        "status": response["status_code"],
        "headers": dict(response["headers"]),
        "body": None if is_stream else text,
    }
    try:
        problems, _ = check_answers.check(answer)
    except Exception as error:
        problems = [f"unreadable: {error}"]
    said = [one for one in problems if not one.startswith("header ") and not one.startswith("content type")]
    return {"operation": f"{service} {operation.name}", "problems": sorted(set(said))}


def members_of(value, path=""):
    if isinstance(value, dict):
        for key, entry in value.items():
            name = f"{path}.{key}" if path else key
            yield name
            yield from members_of(entry, name)
    elif isinstance(value, list):
        for entry in value:
            yield from members_of(entry, f"{path}[]")


def until(look, is_right):
    """Looks for at most 20 s; what was seen last."""
    deadline = time.monotonic() + 20
    while True:
        seen = look()
        if is_right(seen) or time.monotonic() > deadline:
            return seen
        time.sleep(0.1)


def ask_s3(ask):
    s3 = ask.client("s3")
    at = {"Bucket": "asked-objects"}
    key = {**at, "Key": "a/b c.csv"}
    here = {"CreateBucketConfiguration": {"LocationConstraint": "us-west-1"}}
    ask("make a bucket", s3.create_bucket, **at, **here)
    ask("make it again", s3.create_bucket, **at, **here)
    ask("make one with a bad name", s3.create_bucket, Bucket="xn--bucket", **here)
    ask("encryption of a new bucket", s3.get_bucket_encryption, **at)
    ask("public access of a new bucket", s3.get_public_access_block, **at)
    ask("versioning of a new bucket", s3.get_bucket_versioning, **at)
    ask("lifecycle that is not set", s3.get_bucket_lifecycle_configuration, **at)
    ask("policy that is not set", s3.get_bucket_policy, **at)
    ask("tags that are not set", s3.get_bucket_tagging, **at)
    ask("keep versions", s3.put_bucket_versioning, **at, VersioningConfiguration={"Status": "Enabled"})
    ask("head of a bucket", s3.head_bucket, **at)
    ask("place of a bucket", s3.get_bucket_location, **at)
    first = ask("put", s3.put_object, **key, Body=b"one", Metadata={"sha256": "x"})
    ask("put once more", s3.put_object, **key, Body=b"two")
    ask("put only where there is none", s3.put_object, **key, Body=b"three", IfNoneMatch="*")
    ask("put with a wrong checksum", s3.put_object, **key, Body=b"x", ChecksumSHA256="A" * 43 + "=")
    ask("get", s3.get_object, **key)
    ask("get a range", s3.get_object, **key, Range="bytes=0-1")
    ask("get a range behind the end", s3.get_object, **key, Range="bytes=9-")
    ask("get a version", s3.get_object, **key, VersionId=(first or {}).get("VersionId", "null"))
    ask("get what is not there", s3.get_object, **at, Key="none")
    ask("head", s3.head_object, **key)
    ask("head of what is not there", s3.head_object, **at, Key="none")
    ask("head in no bucket", s3.head_object, Bucket="asked-none", Key="none")
    ask("list", s3.list_objects_v2, **at)
    ask("list by folders", s3.list_objects_v2, **at, Delimiter="/")
    ask("list versions", s3.list_object_versions, **at)
    marker = ask("delete", s3.delete_object, **key)
    ask("get behind a marker", s3.get_object, **key)
    ask("get a marker", s3.get_object, **key, VersionId=(marker or {}).get("VersionId", "null"))
    ask("delete a bucket that holds versions", s3.delete_bucket, **at)
    upload = ask("begin an upload", s3.create_multipart_upload, **at, Key="big") or {}
    which = {**at, "Key": "big", "UploadId": upload.get("UploadId", "none")}
    part = ask("put a part", s3.upload_part, **which, PartNumber=1, Body=b"part") or {}
    ask("list parts", s3.list_parts, **which)
    ask("list uploads", s3.list_multipart_uploads, **at)
    parts = {"Parts": [{"PartNumber": 1, "ETag": part.get("ETag", "")}]}
    ask("complete an upload", s3.complete_multipart_upload, **which, MultipartUpload=parts)
    ask("complete it again", s3.complete_multipart_upload, **which, MultipartUpload=parts)
    other = ask("begin another upload", s3.create_multipart_upload, **at, Key="other") or {}
    which = {**at, "Key": "other", "UploadId": other.get("UploadId", "none")}
    ask("abort an upload", s3.abort_multipart_upload, **which)
    ask("abort it again", s3.abort_multipart_upload, **which)
    ask("suspend versions", s3.put_bucket_versioning, **at, VersioningConfiguration={"Status": "Suspended"})
    put = ask("put while versions are suspended", s3.put_object, **key, Body=b"four") or {}
    ask.facts["version of a put while versions are suspended"] = put.get("VersionId")
    ask("settings of a bucket", s3.put_bucket_tagging, **at, Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
    ask("tags that are set", s3.get_bucket_tagging, **at)
    listed = s3.list_object_versions(**at)
    found = [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]
    doomed = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
    ask("delete many", s3.delete_objects, **at, Delete={"Objects": doomed})
    ask("delete one that is not there, in a batch", s3.delete_objects, **at, Delete={"Objects": [{"Key": "gone"}]})
    ask("delete a bucket that holds a marker alone", s3.delete_bucket, **at)
    ask("delete a marker", s3.delete_object, **at, Key="gone", VersionId="null")
    ask("delete an empty bucket", s3.delete_bucket, **at)
    ask("list what is not there", s3.list_objects_v2, **at)


def ask_cloudformation(ask):
    cloud = ask.client("cloudformation")
    s3 = ask.client("s3")
    of = {"StackName": STACK}
    wish = {
        **of,
        "TemplateBody": TEMPLATE,
        "Parameters": [{"ParameterKey": "Name", "ParameterValue": BUCKET}],
        "Tags": [{"Key": "loan-tracker:stack", "Value": STACK}],
    }
    ask("a stack that is not there", cloud.describe_stacks, **of)
    ask("update of a stack that is not there", cloud.create_change_set, **wish, ChangeSetName="no", ChangeSetType="UPDATE")
    ask("plan without its parameter", cloud.create_change_set, **{**wish, "Parameters": []}, ChangeSetName="no", ChangeSetType="CREATE")
    with contextlib.suppress(botocore.exceptions.ClientError):
        cloud.delete_stack(**of)
    plan = {**wish, "ChangeSetName": "plan", "ChangeSetType": "CREATE", "OnStackFailure": "ROLLBACK"}
    ask("plan", cloud.create_change_set, **plan)
    ask("plan under a name that is taken", cloud.create_change_set, **plan)
    which = {**of, "ChangeSetName": "plan"}
    until(lambda: cloud.describe_change_set(**which)["Status"], lambda status: "PROGRESS" not in status and "PENDING" not in status)
    ask("a plan", cloud.describe_change_set, **which)
    ask("plans", cloud.list_change_sets, **of)
    stack = ask("a stack in review", cloud.describe_stacks, **of)
    review = (stack or {"Stacks": [{}]})["Stacks"][0]
    events = ask("events of a stack in review", cloud.describe_stack_events, **of) or {"StackEvents": []}
    ask.facts["stack in review"] = [review.get("StackStatus"), review.get("StackStatusReason")]
    ask.facts["tags in review"] = review.get("Tags")
    ask.facts["events in review"] = in_short(events)
    ask("a plan that is not there", cloud.describe_change_set, **of, ChangeSetName="none")
    ask("deletion of a plan that is not there", cloud.delete_change_set, **of, ChangeSetName="none")
    ask("apply", cloud.execute_change_set, **which, ClientRequestToken="apply-1")
    made = until(lambda: cloud.describe_stacks(**of)["Stacks"][0], lambda one: one["StackStatus"].endswith("E_COMPLETE"))
    ask.facts["stack after a change set"] = [made["StackStatus"], made.get("StackStatusReason"), "LastUpdatedTime" in made]
    ask.facts["tags after a change set"] = made.get("Tags")
    ask("a stack", cloud.describe_stacks, **of)
    ask("apply again", cloud.execute_change_set, **which, ClientRequestToken="apply-2")
    told = ask("events of a stack", cloud.describe_stack_events, **of) or {"StackEvents": []}
    ask.facts["events of a creation"] = in_short(told)
    ask("resources of a stack", cloud.list_stack_resources, **of)
    ask("resources of a stack, described", cloud.describe_stack_resources, **of)
    ask("template of a stack", cloud.get_template, **of)
    same = {**wish, "ChangeSetName": "same", "ChangeSetType": "UPDATE"}
    ask("plan without a change", cloud.create_change_set, **same)
    time.sleep(1)
    set_ = ask("a plan without a change", cloud.describe_change_set, **of, ChangeSetName="same") or {}
    ask.facts["plan without a change"] = [set_.get("Status"), set_.get("StatusReason")]
    ask("apply a plan without a change", cloud.execute_change_set, **of, ChangeSetName="same")
    ask("create what is there", cloud.create_change_set, **{**wish, "ChangeSetName": "more", "ChangeSetType": "CREATE"})
    ask("protect", cloud.update_termination_protection, **of, EnableTerminationProtection=True)
    ask("delete a protected stack", cloud.delete_stack, **of)
    ask("no longer protect", cloud.update_termination_protection, **of, EnableTerminationProtection=False)
    with contextlib.suppress(botocore.exceptions.ClientError):
        s3.put_object(Bucket=BUCKET, Key="raw/loan.csv", Body=b"x")
    ask("delete a stack whose bucket is not empty", cloud.delete_stack, **of, ClientRequestToken="away-1")
    left = until(lambda: seen(cloud, made["StackId"]), lambda one: not one["StackStatus"].endswith("PROGRESS"))
    ask.facts["stack whose bucket is not empty, deleted"] = left["StackStatus"]
    with contextlib.suppress(botocore.exceptions.ClientError):
        s3.delete_object(Bucket=BUCKET, Key="raw/loan.csv")
    ask("delete a stack", cloud.delete_stack, **of)
    until(lambda: seen(cloud, made["StackId"]), lambda one: not one["StackStatus"].endswith("PROGRESS"))
    ask("a deleted stack by its name", cloud.describe_stacks, **of)
    ask("a deleted stack by its id", cloud.describe_stacks, StackName=made["StackId"])
    ask("delete a stack that is not there", cloud.delete_stack, StackName="second-opinion-none")
    buckets = {one["Name"] for one in s3.list_buckets()["Buckets"]}
    ask.facts["bucket after the deletion of its stack"] = "there" if BUCKET in buckets else "gone"


def in_short(told):
    """Events, oldest first: whose, which status, why, and whether they bear the caller's token."""
    return [
        " ".join(
            [
                "stack" if one["ResourceType"] == "AWS::CloudFormation::Stack" else one["LogicalResourceId"],
                one.get("ResourceStatus", "?"),
                *([f"({one['ResourceStatusReason']})"] if one.get("ResourceStatusReason") else []),
                *(["with token"] if one.get("ClientRequestToken") else []),
            ]
        )
        for one in reversed(told["StackEvents"])
    ]


def seen(cloud, stack_id):
    try:
        return cloud.describe_stacks(StackName=stack_id)["Stacks"][0]
    except botocore.exceptions.ClientError as error:
        return {"StackStatus": error.response["Error"]["Code"]}
    except botocore.parsers.ResponseParserError:
        return {"StackStatus": "no answer"}


def main(url):
    ask = Asked(url)
    ask("who am I", ask.client("sts").get_caller_identity)
    ask_s3(ask)
    ask_cloudformation(ask)
    tag = [{"Key": "loan-tracker:stack", "Values": [STACK]}]
    ask("tagged", ask.client("resourcegroupstaggingapi").get_resources, TagFilters=tag)
    json.dump({"answers": ask.answers, "facts": ask.facts}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
