"""Plays the product's whole loop on the AWS stand-in by boto3 and its waiters alone, and prints what came of it as JSON:
deploy by change set, a file put, three EMR steps, the Data API's statements, teardown.

usage: loop.py URL TEMPLATE SCRIPT LOANS SQL    paths of the template, the Spark script, a loan file, the folder of SQL
"""

import json
import pathlib
import sys
import time

import boto3

STACK = "by-boto3"
BUCKET = "by-boto3-lake"
DAY = "2026-11-05"
IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"


def main(url, template, script, loans, sql, contract):
    session = boto3.Session(aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="any", region_name="us-west-1")
    services = ("cloudformation", "s3", "emr", "redshift-data", "ssm")
    cloud, s3, emr, data, ssm = (session.client(one, endpoint_url=url) for one in services)
    image = ssm.get_parameter(Name=IMAGE)["Parameter"]["Value"]
    outputs = deploy(cloud, pathlib.Path(template).read_text(), {"BucketName": BUCKET, "MetabaseAmi": image})
    steps = count(s3, emr, outputs, script, loans, contract)
    counts = publish(data, outputs, pathlib.Path(sql))
    tear_down(cloud, s3, emr, outputs["EmrClusterId"])
    tag = {"TagFilters": [{"Key": "loan-tracker:stack", "Values": [STACK]}]}
    left = session.client("resourcegroupstaggingapi", endpoint_url=url).get_resources(**tag)["ResourceTagMappingList"]
    # KMS deletes a key a week after it was told to.
    others = [one["ResourceARN"] for one in left if ":kms:" not in one["ResourceARN"]]
    json.dump({"steps": steps, "counts": counts, "left": others}, sys.stdout)


def deploy(cloud, template, parameters):
    which = {"StackName": STACK, "ChangeSetName": "plan"}
    cloud.create_change_set(
        **which,
        ChangeSetType="CREATE",
        TemplateBody=template,
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
        Tags=[{"Key": "loan-tracker:stack", "Value": STACK}],
    )
    cloud.get_waiter("change_set_create_complete").wait(**which, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    cloud.execute_change_set(**which)
    cloud.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    described = cloud.describe_stacks(StackName=STACK)["Stacks"][0]
    return {one["OutputKey"]: one["OutputValue"] for one in described["Outputs"]}


def count(s3, emr, outputs, script, loans, contract):
    bucket, cluster = outputs["BucketName"], outputs["EmrClusterId"]
    s3.upload_file(script, bucket, "scripts/loan_tracker.py")
    s3.upload_file(loans, bucket, f"raw/loan_tracker/{DAY}/loan.csv")
    counted = ["--input", "hdfs:///loan/", "--output", "hdfs:///output/", "--report", "hdfs:///output/_quality.json"]
    commands = {
        "1-in": ["s3-dist-cp", f"--src=s3://{bucket}/raw/loan_tracker/{DAY}/", "--dest=hdfs:///loan/"],
        "2-count": ["spark-submit", "--deploy-mode", "client", f"s3://{bucket}/scripts/loan_tracker.py", *counted]
        + ["--run-id", "by-boto3", "--day", DAY, "--contract", contract, "--source-sha256", "by-boto3"],
        "3-out": ["s3-dist-cp", "--src=hdfs:///output/", f"--dest=s3://{bucket}/stage/loan_tracker/insert_date={DAY}/"],
    }
    steps = [
        {
            "Name": name,
            "ActionOnFailure": "CANCEL_AND_WAIT",
            "HadoopJarStep": {"Jar": "command-runner.jar", "Args": command},
        }
        for name, command in commands.items()
    ]
    added = emr.add_job_flow_steps(JobFlowId=cluster, Steps=steps)["StepIds"]
    for step in added:
        emr.get_waiter("step_complete").wait(ClusterId=cluster, StepId=step, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    return [emr.describe_step(ClusterId=cluster, StepId=step)["Step"]["Status"]["State"] for step in added]


def publish(data, outputs, sql):
    values = {
        "bucket": outputs["BucketName"],
        "day": DAY,
        "glue_database": outputs["GlueDatabaseName"],
        "location": f"s3://{outputs['BucketName']}/stage/loan_tracker/insert_date={DAY}/",
        "spectrum_role": outputs["SpectrumRoleArn"],
    }
    for name in ("schema/external-schema", "schema/external-table", "publish/add-partition"):
        run(data, outputs, (sql / f"{name}.sql").read_text().format(**values))
    read = run(data, outputs, "select loan_category, count from last.loan_tracker")
    records = data.get_statement_result(Id=read["Id"])["Records"]
    return {record[0]["stringValue"]: record[1]["longValue"] for record in records}


def run(data, outputs, sql):
    where = {"ClusterIdentifier": outputs["RedshiftClusterId"], "Database": outputs["RedshiftDatabase"]}
    sent = data.execute_statement(**where, SecretArn=outputs["RedshiftSecretArn"], Sql=sql)
    deadline = time.monotonic() + 60
    while True:
        seen = data.describe_statement(Id=sent["Id"])
        if seen["Status"] == "FINISHED":
            return seen
        if seen["Status"] in ("FAILED", "ABORTED") or time.monotonic() > deadline:
            raise RuntimeError(f"{sql}: {seen['Status']} {seen.get('Error')}")
        time.sleep(0.2)


def tear_down(cloud, s3, emr, cluster):
    # EMR writes its logs into the lake until it has ended, and CloudFormation deletes no bucket that holds anything.
    emr.terminate_job_flows(JobFlowIds=[cluster])
    emr.get_waiter("cluster_terminated").wait(ClusterId=cluster, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=BUCKET)
    for page in pages:
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        doomed = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
        if doomed:
            s3.delete_objects(Bucket=BUCKET, Delete={"Objects": doomed, "Quiet": True})
    stack = cloud.describe_stacks(StackName=STACK)["Stacks"][0]["StackId"]
    cloud.delete_stack(StackName=STACK)
    cloud.get_waiter("stack_delete_complete").wait(StackName=stack, WaiterConfig={"Delay": 1, "MaxAttempts": 120})


if __name__ == "__main__":
    main(*sys.argv[1:])
