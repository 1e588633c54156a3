import { describe, expect, test } from "vitest";
import type { StepEvidence } from "../../../../src/domain/aws/passing-trouble.ts";
import { isPassing } from "../../../../src/domain/aws/passing-trouble.ts";

const step = (...words: readonly string[]): StepEvidence => ({
  ...{ isClusterEnded: false, endedBy: null },
  words,
});
const cluster = (endedBy: string | null, ...words: readonly string[]): StepEvidence => ({
  ...{ isClusterEnded: true, endedBy },
  words,
});

describe("trouble that may pass", () => {
  test.each([
    [
      "S3 asks for fewer requests",
      "com.amazon.ws.emr.hadoop.fs.shaded.com.amazonaws.services.s3.model.AmazonS3Exception: Please reduce your request rate. (Service: Amazon S3; Status Code: 503; Error Code: SlowDown; Request ID: 1)",
    ],
    [
      "S3A says the same",
      "org.apache.hadoop.fs.s3a.AWSStatus500Exception: getFileStatus on s3a://b/k: software.amazon.awssdk.services.s3.model.S3Exception: null (Service: S3, Status Code: 500, Request ID: 1)",
    ],
    [
      "a node is lost",
      "ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason: Container marked as failed: container_1 on host: ip-10-20-0-9. Exit status: -100. Diagnostics: Container released on a *lost* node.",
    ],
    [
      "HDFS has no datanode",
      "org.apache.hadoop.ipc.RemoteException(java.io.IOException): File /loan/1/loan.csv could only be written to 0 of the 1 minReplication nodes.",
    ],
    [
      "a block is on nobody's disk",
      "org.apache.hadoop.hdfs.BlockMissingException: Could not obtain block: BP-1 file=/loan/1/loan.csv",
    ],
    ["a machine does not answer", "Caused by: java.net.ConnectException: Connection refused"],
  ])("%s", (_, words) => {
    expect(isPassing(step("Unknown Error.", words))).toBe(true);
  });

  test.each(["INTERNAL_ERROR", "INSTANCE_FAILURE", "INSTANCE_FLEET_TIMEOUT", "BOOTSTRAP_FAILURE"])(
    "the cluster ended by %s",
    (endedBy) => {
      expect(isPassing(cluster(endedBy))).toBe(true);
    },
  );
});

describe("what would come to the same again", () => {
  test.each([
    ["nothing is known of it", "Unknown Error."],
    [
      "the file lacks a column",
      'Traceback (most recent call last):\n  File "loan_tracker.py", line 9\nValueError: the column loan_category is missing',
    ],
    [
      "Spark cannot read the column",
      "pyspark.errors.exceptions.captured.AnalysisException: [UNRESOLVED_COLUMN] a",
    ],
    [
      "the input is not there",
      "org.apache.hadoop.mapreduce.lib.input.InvalidInputException: Input path does not exist: s3://b/raw",
    ],
    [
      "a right is missing",
      "AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)",
    ],
    [
      "the script failed, and a node was lost on the way",
      "WARN ExecutorLostFailure\nTraceback (most recent call last):\nValueError: a total that is no number",
    ],
    [
      "the script is not there",
      "python3: can't open file '/mnt/tmp/x.py': [Errno 2] No such file or directory",
    ],
  ])("%s", (_, words) => {
    expect(isPassing(step(words))).toBe(false);
  });

  test.each(["USER_REQUEST", "ALL_STEPS_COMPLETED", "STEP_FAILURE", "VALIDATION_ERROR", null])(
    "the cluster ended by %s",
    (endedBy) => {
      expect(isPassing(cluster(endedBy, "Status Code: 503"))).toBe(false);
    },
  );
});
