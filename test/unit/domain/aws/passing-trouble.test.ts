import { describe, expect, test } from "vitest";
import type { StepEvidence } from "../../../../src/domain/aws/passing-trouble.ts";
import { isPassing, isPassingStatement } from "../../../../src/domain/aws/passing-trouble.ts";

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
    [
      "Spark could not read a file, as S3 was slow",
      "org.apache.spark.SparkException: [FAILED_READ_FILE.NO_HINT] Encountered error while reading file s3://b/k.\nCaused by: software.amazon.awssdk.services.s3.model.S3Exception: Please reduce your request rate. (Service: S3, Status Code: 503)",
    ],
    [
      "Python was told of it by Java",
      "Traceback (most recent call last):\npy4j.protocol.Py4JJavaError: An error occurred while calling o74.parquet.\n: org.apache.hadoop.hdfs.BlockMissingException: Could not obtain block: BP-1",
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
    // What Spark writes of it, as in https://repost.aws/knowledge-center/emr-spark-yarn-memory-limit
    [
      "the executors want more memory than YARN gives",
      "org.apache.spark.SparkException: Job aborted due to stage failure: Task 3 in stage 1.0 failed 4 times, most recent failure: Lost task 3.3 in stage 1.0 (TID 23, ip-10-20-0-9): ExecutorLostFailure (executor 2 exited caused by one of the running tasks) Reason: Container killed by YARN for exceeding physical memory limits. 5.5 GB of 5.5 GB physical memory used.",
    ],
    [
      "the driver has no memory left, and nobody answers its calls any more",
      "java.lang.OutOfMemoryError: Java heap space\nWARN Client: java.net.ConnectException: Connection refused",
    ],
    [
      "the script refused the file, and a node was lost on the way",
      'WARN YarnScheduler: Lost executor 1: Container released on a *lost* node.\nTraceback (most recent call last):\n  File "/mnt/tmp/loan_tracker.py", line 275\nLoanFileProblem: reading hdfs:///loan/1/: a row has no category',
    ],
    [
      "a value is no number, and S3 was slow on the way",
      "WARN S3AFileSystem: (Service: S3, Status Code: 503, Request ID: 1)\nCaused by: java.lang.NumberFormatException: For input string: abc",
    ],
    [
      "Spark names what is wrong in the rows",
      "WARN NettyRpcEnv: java.net.SocketTimeoutException\norg.apache.spark.SparkException: [MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION] Malformed records are detected in record parsing",
    ],
    [
      "the output is there already",
      "ExecutorLostFailure (executor 1)\norg.apache.hadoop.mapred.FileAlreadyExistsException: Output directory hdfs:///output/1 already exists",
    ],
    [
      "somebody killed it in YARN",
      "java.net.ConnectException: Connection refused\nApplication application_1_0001 was killed by user hadoop at 10.0.0.1",
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

describe("a statement that failed", () => {
  test.each([
    "ERROR: Spectrum Scan Error DETAIL: error: Spectrum Scan Error code: 15001 context: S3 Query Exception (Fetch), HTTP response error code: 503 Message: AWS Error, Service Unavailable",
    "ERROR: Spectrum Scan Error code: 15007 context: S3ServiceException:Please reduce your request rate.,Status 503,Error SlowDown,Rid 1",
    "ERROR: Spectrum Scan Error code: 15005 context: Internal error: InternalError,Status 500",
    "ERROR: Error from Glue: ThrottlingException: Rate exceeded",
    "ERROR: External Catalog Error. Detail: Failed to get partitions: InternalServiceException",
    "ERROR: External Catalog Error. Detail: EntityVersion: ConcurrentModificationException",
    "ERROR: 1023 DETAIL: Serializable isolation violation on table - 100, transactions forming the cycle are: 1, 2",
    "ERROR: deadlock detected",
    "FATAL: the database system is starting up",
    "FATAL: terminating connection due to administrator command",
    "ERROR: could not establish connection: Connection refused",
  ])("passes: %s", (error) => expect(isPassingStatement(error)).toBe(true));

  test.each([
    "ERROR: Spectrum Scan Error code: 15007 context: S3ServiceException:Access Denied,Status 403,Error AccessDenied",
    "ERROR: permission denied for schema last",
    'ERROR: relation "last.loan_tracker" does not exist',
    "ERROR: partition already exists",
    "ERROR: syntax error at or near throttle",
    "ERROR: Query cancelled on user's request",
    "it was ABORTED",
    "ERROR: Disk Full",
    "ERROR: User: arn:aws:sts::1:role is not authorized to perform: glue:GetTable (ThrottlingException)",
  ])("lasts: %s", (error) => expect(isPassingStatement(error)).toBe(false));
});
