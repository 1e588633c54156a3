"""Uses the AWS stand-in as any script of a user would, by boto3 with its defaults, and prints what it saw as JSON.

usage: use_boto3.py STACK DAY    endpoint, region and credentials come from the environment
"""

import hashlib
import json
import os
import sys
import tempfile
import time

import boto3
import botocore.exceptions


def refusal(call, **arguments):
    """The code with which a call is refused."""
    try:
        call(**arguments)
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
    return "not refused"


def pages(client, operation, member, **arguments):
    """All entries of a list, over all its pages."""
    found = client.get_paginator(operation).paginate(**arguments)
    return [entry for page in found for entry in page[member]]


def until(look, is_right):
    """Looks again and again, for at most 30 s."""
    deadline = time.monotonic() + 30
    while True:
        seen = look()
        if is_right(seen):
            return seen
        if time.monotonic() > deadline:
            raise TimeoutError(f"after 30 s it is still {seen}")
        time.sleep(0.1)


def use_cloudformation(stack):
    cloudformation = boto3.client("cloudformation")
    described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}
    resources = pages(cloudformation, "list_stack_resources", "StackResourceSummaries", StackName=stack)
    events = pages(cloudformation, "describe_stack_events", "StackEvents", StackName=described["StackId"])
    template = cloudformation.get_template(StackName=stack)["TemplateBody"]
    other = f"{stack}-other"

    def plan(name, bucket):
        return cloudformation.create_change_set(
            StackName=other,
            ChangeSetName=name,
            ChangeSetType="CREATE",
            TemplateBody=template if isinstance(template, str) else json.dumps(template),
            Parameters=[
                {"ParameterKey": "BucketName", "ParameterValue": bucket},
                {"ParameterKey": "MetabaseAmi", "ParameterValue": "ami-0a1b2c3d4e5f60718"},
            ],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
        )["Id"]

    plan("look", f"{other}-lake")
    look = {"StackName": other, "ChangeSetName": "look"}
    waiter = cloudformation.get_waiter("change_set_create_complete")
    waiter.wait(WaiterConfig={"Delay": 1, "MaxAttempts": 30}, **look)
    changes = pages(cloudformation, "describe_change_set", "Changes", **look)
    sets = pages(cloudformation, "list_change_sets", "Summaries", StackName=other)
    cloudformation.delete_change_set(**look)
    taken = plan("taken", outputs["BucketName"])
    until(lambda: cloudformation.describe_change_set(ChangeSetName=taken)["Status"], lambda status: status == "FAILED")
    failed = {"ChangeSetName": taken, "Filters": {"FailedEvents": True}}
    refused = pages(cloudformation, "describe_events", "OperationEvents", **failed)
    cloudformation.delete_stack(StackName=other)
    seen = {
        "status": described["StackStatus"],
        "isProtected": described["EnableTerminationProtection"],
        "resources": sorted(resource["LogicalResourceId"] for resource in resources),
        "resourceStates": sorted({resource["ResourceStatus"] for resource in resources}),
        "newestEvent": [events[0]["LogicalResourceId"], events[0]["ResourceStatus"]],
        "eventsOfCluster": [e["ResourceStatus"] for e in reversed(events) if e["LogicalResourceId"] == "EmrCluster"],
        "plans": [[one["ChangeSetName"], one["Status"], one["ExecutionStatus"]] for one in sets],
        "planned": sorted(change["ResourceChange"]["LogicalResourceId"] for change in changes),
        "refused": [[one["LogicalResourceId"], one["EventType"], one["ValidationName"]] for one in refused],
        "missing": refusal(cloudformation.describe_stacks, StackName="not-there"),
        "notStuck": refusal(cloudformation.continue_update_rollback, StackName=stack),
        "notUpdating": refusal(cloudformation.cancel_update_stack, StackName=stack),
    }
    return seen, outputs


def use_emr(cluster):
    emr = boto3.client("emr")
    steps = pages(emr, "list_steps", "Steps", ClusterId=cluster)
    step = emr.describe_step(ClusterId=cluster, StepId=steps[0]["Id"])["Step"]
    canceled = emr.cancel_steps(ClusterId=cluster, StepIds=[steps[0]["Id"]])["CancelStepsInfoList"]
    return {
        "clusters": [one["Id"] == cluster for one in pages(emr, "list_clusters", "Clusters", ClusterStates=["WAITING"])],
        "steps": [[one["Name"], one["Status"]["State"]] for one in steps],
        "step": [step["Name"], step["Status"]["State"], step["ActionOnFailure"]],
        "wasEndedAfterItsStart": step["Status"]["Timeline"]["EndDateTime"] >= step["Status"]["Timeline"]["StartDateTime"],
        "canceled": [one["Status"] for one in canceled],
        "missing": refusal(emr.describe_cluster, ClusterId="j-NOTTHERE"),
    }


def use_s3(bucket, day):
    s3 = boto3.client("s3")
    s3.head_bucket(Bucket=bucket)
    raw = pages(s3, "list_objects_v2", "Contents", Bucket=bucket, Prefix=f"raw/loan_tracker/{day}/")
    loans = s3.get_object(Bucket=bucket, Key=raw[0]["Key"])["Body"].read()
    # boto3 adds a CRC32 to what it puts, by itself.
    put = s3.put_object(Bucket=bucket, Key="boto3/note.txt", Body=b"a note")
    note = s3.get_object(Bucket=bucket, Key="boto3/note.txt", ChecksumMode="ENABLED")
    with tempfile.NamedTemporaryFile() as file:
        content = os.urandom(20 * 1024 * 1024)
        file.write(content)
        file.flush()
        s3.upload_file(file.name, bucket, "boto3/large.bin")
        large = s3.head_object(Bucket=bucket, Key="boto3/large.bin")
        s3.download_file(bucket, "boto3/large.bin", f"{file.name}.back")
        with open(f"{file.name}.back", "rb") as back:
            is_same = back.read() == content
        os.unlink(f"{file.name}.back")
    unfinished = s3.create_multipart_upload(Bucket=bucket, Key="boto3/unfinished.bin")["UploadId"]
    open_uploads = s3.list_multipart_uploads(Bucket=bucket, Prefix="boto3/")["Uploads"]
    s3.abort_multipart_upload(Bucket=bucket, Key="boto3/unfinished.bin", UploadId=unfinished)
    return {
        "rawObjects": len(raw),
        "isNamedByItsHash": hashlib.sha256(loans).hexdigest() == raw[0]["Key"].split("/")[3],
        "checksumOfPut": put["ChecksumCRC32"],
        "checksumOfGet": note["ChecksumCRC32"],
        "note": note["Body"].read().decode(),
        "largeBytes": large["ContentLength"],
        "largeParts": int(large["ETag"].strip('"').partition("-")[2]),
        "largeCameBackTheSame": is_same,
        "openUploads": [upload["UploadId"] == unfinished for upload in open_uploads],
        "missing": refusal(s3.get_object, Bucket=bucket, Key="not-there"),
    }


def use_object_lock(bucket):
    """A bucket of its own, locked, told to let go, and deleted."""
    s3 = boto3.client("s3")
    region = {"LocationConstraint": os.environ["AWS_REGION"]}
    s3.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True, CreateBucketConfiguration=region)
    rule = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 2}}
    wanted = {"ObjectLockEnabled": "Enabled", "Rule": rule}
    unruled = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
    s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=wanted)
    one = {"Bucket": bucket, "Key": "kept.txt"}
    one["VersionId"] = s3.put_object(Bucket=bucket, Key="kept.txt", Body=b"kept")["VersionId"]
    retention = s3.get_object_retention(**one)["Retention"]
    marker = s3.delete_object(Bucket=bucket, Key="kept.txt")
    both = [{"Key": "kept.txt", "VersionId": id} for id in (one["VersionId"], marker["VersionId"])]
    batch = s3.delete_objects(Bucket=bucket, Delete={"Objects": both})
    s3.put_object_legal_hold(**one, LegalHold={"Status": "ON"})
    held = refusal(s3.delete_object, **one, BypassGovernanceRetention=True)
    s3.put_object_legal_hold(**one, LegalHold={"Status": "OFF"})
    seen = {
        "configurations": [unruled, s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]],
        "mode": retention["Mode"],
        "days": round((retention["RetainUntilDate"].timestamp() - time.time()) / 86_400),
        "marked": marker["DeleteMarker"],
        "deleted": [gone["VersionId"] == marker["VersionId"] for gone in batch["Deleted"]],
        "kept": [[error["Key"], error["Code"], error["Message"]] for error in batch["Errors"]],
        "alone": refusal(s3.delete_object, **one),
        "held": held,
        "hold": s3.get_object_legal_hold(**one)["LegalHold"]["Status"],
    }
    s3.delete_object(**one, BypassGovernanceRetention=True)
    s3.delete_bucket(Bucket=bucket)
    return seen


def use_warehouse(outputs, day):
    data = boto3.client("redshift-data")

    def run(sql, **more):
        sent = data.execute_statement(
            ClusterIdentifier=outputs["RedshiftClusterId"],
            Database=outputs["RedshiftDatabase"],
            SecretArn=outputs["RedshiftSecretArn"],
            Sql=sql,
            **more,
        )
        return until(
            lambda: data.describe_statement(Id=sent["Id"]),
            lambda statement: statement["Status"] in ("FINISHED", "FAILED", "ABORTED"),
        )

    counted = run(
        "select loan_category, count, insert_date from last.loan_tracker where insert_date = :day",
        Parameters=[{"name": "day", "value": day}],
    )
    result = data.get_statement_result(Id=counted["Id"])
    wrong = run("select nonsense from last.loan_tracker")
    redshift = boto3.client("redshift")
    warehouse = {"ClusterIdentifier": outputs["RedshiftClusterId"]}

    def state():
        return redshift.describe_clusters(**warehouse)["Clusters"][0]["ClusterStatus"]

    states = [state()]
    redshift.pause_cluster(**warehouse)
    states.append(until(state, lambda now: now == "paused"))
    redshift.resume_cluster(**warehouse)
    states.append(until(state, lambda now: now == "available"))
    return {
        "status": counted["Status"],
        "columns": [[column["name"], column["typeName"]] for column in result["ColumnMetadata"]],
        "rows": [[next(iter(field.values())) for field in record] for record in result["Records"]],
        "wrongSql": [wrong["Status"], "nonsense" in wrong["Error"]],
        "canceled": refusal(data.cancel_statement, Id=counted["Id"]),
        "states": states,
    }


def put_into_network(ec2, stack, vpc):
    """Puts something into a stack's network as a person does, and takes it out again."""
    subnet = boto3.client("cloudformation").describe_stack_resources(StackName=stack, LogicalResourceId="PrivateSubnetA")
    subnet = subnet["StackResources"][0]["PhysicalResourceId"]
    group = ec2.create_security_group(GroupName="by-hand", Description="of somebody", VpcId=vpc)["GroupId"]
    service = "com.amazonaws.us-west-1.guardduty-data"
    endpoint = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=service, VpcEndpointType="Interface")["VpcEndpoint"]
    interface = ec2.create_network_interface(SubnetId=subnet, Description="of somebody")["NetworkInterface"]
    interfaces = [{"Name": "vpc-id", "Values": [vpc]}]
    seen = [one["Status"] for one in pages(ec2, "describe_network_interfaces", "NetworkInterfaces", Filters=interfaces)]
    ec2.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])
    left = ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"]])["Unsuccessful"]
    ec2.delete_security_group(GroupId=group)
    return {
        "interfaces": seen,
        "left": left,
        "again": refusal(ec2.delete_security_group, GroupId=group),
        "nowhere": refusal(ec2.create_security_group, GroupName="no", Description="no", VpcId="vpc-elsewhere"),
    }


def use_images_and_network(stack):
    ssm, ec2 = boto3.client("ssm"), boto3.client("ec2")
    image = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    groups = pages(ec2, "describe_security_groups", "SecurityGroups")
    vpc = [{"Name": "vpc-id", "Values": [groups[0]["VpcId"]]}]
    endpoints = pages(ec2, "describe_vpc_endpoints", "VpcEndpoints", Filters=vpc)
    elsewhere = [{"Name": "vpc-id", "Values": ["vpc-elsewhere"]}]
    return {
        "image": ssm.get_parameter(Name=image)["Parameter"]["Value"].partition("-")[0],
        "noImage": refusal(ssm.get_parameter, Name="/aws/service/not-there"),
        "defaultGroups": [group["Description"] for group in groups if group["GroupName"] == "default"],
        "ownGroups": len([group for group in groups if group["Tags"]]),
        "endpoints": sorted(endpoint["ServiceName"].rpartition(".")[2] for endpoint in endpoints),
        "interfaces": pages(ec2, "describe_network_interfaces", "NetworkInterfaces", Filters=vpc),
        "elsewhere": pages(ec2, "describe_security_groups", "SecurityGroups", Filters=elsewhere),
        "byHand": put_into_network(ec2, stack, groups[0]["VpcId"]),
        "noFilter": refusal(ec2.describe_vpc_endpoints, Filters=[{"Name": "colour", "Values": ["red"]}]),
    }


def main(stack, day):
    # boto3 reads AWS_DEFAULT_REGION, the app AWS_REGION.
    boto3.setup_default_session(region_name=os.environ["AWS_REGION"])
    cloudformation, outputs = use_cloudformation(stack)
    identity = boto3.client("sts").get_caller_identity()
    tagged = pages(
        boto3.client("resourcegroupstaggingapi"),
        "get_resources",
        "ResourceTagMappingList",
        TagFilters=[{"Key": "loan-tracker:stack", "Values": [stack]}],
    )
    seen = {
        "cloudformation": cloudformation,
        "emr": use_emr(outputs["EmrClusterId"]),
        "s3": use_s3(outputs["BucketName"], day),
        "objectLock": use_object_lock(f"{stack}-boto3-locked"),
        "warehouse": use_warehouse(outputs, day),
        "imagesAndNetwork": use_images_and_network(stack),
        "account": identity["Account"],
        "taggedBuckets": [one["ResourceARN"] for one in tagged if one["ResourceARN"].startswith("arn:aws:s3:::")],
    }
    json.dump(seen, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
