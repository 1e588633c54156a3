import { describe, expect, test } from "vitest";
import { namesCause, rootErrorLine } from "../../../../src/domain/aws/log-cause.ts";

const log = (text: string) => text.trim().split("\n");

describe("the line of a log that names why a program failed", () => {
  test.each([
    [
      "Python's exception, under the first traceback",
      `
26/11/23 04:00:00 INFO SparkContext: Running Spark
Traceback (most recent call last):
  File "loan_tracker.py", line 12, in <module>
    main()
ValueError: the column loan_category is missing
26/11/23 04:00:02 INFO ShutdownHookManager: Shutdown hook called`,
      "ValueError: the column loan_category is missing",
    ],
    [
      "what Java says below py4j's error, without where the task was",
      `
Traceback (most recent call last):
  File "loan_tracker.py", line 40, in main
    rows = frame.collect()
py4j.protocol.Py4JJavaError: An error occurred while calling o113.collectToPython.
: org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times, most recent failure: Lost task 0.3 in stage 1.0 (TID 7) (ip-10-20-0-9 executor 2): ExecutorLostFailure (executor 2 exited caused by one of the running tasks) Reason: Container killed by YARN for exceeding physical memory limits. 5.5 GB of 5.5 GB physical memory used.
Driver stacktrace:
\tat org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(DAGScheduler.scala:2856)`,
      "ExecutorLostFailure (executor 2 exited caused by one of the running tasks) Reason: Container killed by YARN for exceeding physical memory limits. 5.5 GB of 5.5 GB physical memory used.",
    ],
    [
      "the cause at the end of the chain below py4j's error",
      `
Traceback (most recent call last):
  File "loan_tracker.py", line 40, in main
py4j.protocol.Py4JJavaError: An error occurred while calling o88.save.
: org.apache.spark.SparkException: Job aborted.
\tat org.apache.spark.sql.X.run(X.scala:1)
Caused by: org.apache.spark.SparkException: [TASK_WRITE_FAILED] Task failed while writing rows to hdfs:/output
\tat Y
Caused by: java.io.IOException: All datanodes are bad. Aborting...
\tat Z
\t... 3 more`,
      "java.io.IOException: All datanodes are bad. Aborting...",
    ],
    [
      "the last cause of s3-dist-cp, not that a job went wrong",
      `
26/11/23 04:00:00 INFO mapreduce.Job: Job job_1 failed with state FAILED
Exception in thread "main" java.lang.RuntimeException: Error running job
\tat com.amazon.elasticmapreduce.s3distcp.S3DistCp.run(S3DistCp.java:940)
Caused by: com.amazon.ws.emr.hadoop.fs.shaded.com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)
\tat X
\t... 10 more`,
      "com.amazon.ws.emr.hadoop.fs.shaded.com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)",
    ],
    [
      "what ended the application, not a connection that was tried again before",
      `
26/11/23 04:00:00 WARN TransportClientFactory: Failed to connect
java.net.ConnectException: Connection refused
\tat java.base/sun.nio.ch.Net.connect0(Native Method)
Caused by: java.net.ConnectException: refused again
\tat X
26/11/23 04:05:00 INFO Client: Application report for application_1 (state: FINISHED)
Exception in thread "main" org.apache.spark.SparkException: The driver ran for 300 s and no executor came
\tat org.apache.spark.deploy.yarn.Client.run(Client.scala:1327)`,
      "org.apache.spark.SparkException: The driver ran for 300 s and no executor came",
    ],
    [
      "what ended a task of MapReduce, not a counter whose name has the word in it",
      `
26/11/23 04:00:00 INFO mapreduce.Job: Task Id : attempt_1, Status : FAILED
Error: java.io.IOException: No space left on device
\tat java.io.FileOutputStream.writeBytes(Native Method)
26/11/23 04:01:00 INFO mapreduce.Job: Counters: 13
\tJob Counters
\t\tTotal time spent by all maps in occupied slots (ms)=4190
Exception in thread "main" java.lang.RuntimeException: Error running job
Caused by: java.io.IOException: Job failed!`,
      "java.io.IOException: No space left on device",
    ],
    [
      "that there was no memory, not with which code the command ended",
      `
OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory(0x1, 9000000000, 0) failed; error='Cannot allocate memory' (errno=12)
#
# There is insufficient memory for the Java Runtime Environment to continue.
# An error report file with more information is saved as:
# /mnt/tmp/hs_err_pid1.log
Command exiting with ret '1'`,
      "There is insufficient memory for the Java Runtime Environment to continue.",
    ],
    [
      "what EMR's controller could not start",
      `
2026-11-23T04:00:00.000Z INFO Ensure step 1 jar file command-runner.jar
2026-11-23T04:00:01.000Z INFO StepRunner: Created Runner for step 1
java.io.IOException: Cannot run program "s3-dist-cp" (in directory "."): error=2, No such file or directory
2026-11-23T04:00:02.000Z ERROR Execution failed with code '-1': Cannot run program "s3-dist-cp"`,
      "Execution failed with code '-1': Cannot run program \"s3-dist-cp\"",
    ],
    ["a plain word at the end", "one\nKilled\n", "Killed"],
  ])("is %s", (_, text, line) => {
    expect(rootErrorLine(log(text))).toBe(line);
  });

  test("is not there where nothing was said, and no longer than a card's sentence", () => {
    expect(rootErrorLine([""])).toBeNull();
    expect(rootErrorLine([`${"x".repeat(299)}🙂🙂`])).toBe(`${"x".repeat(299)}…`);
  });

  test("is a wrapping where the log has nothing else, and then another log is worth reading", () => {
    expect(rootErrorLine(["Command exiting with ret '1'"])).toBe("Command exiting with ret '1'");
    expect(namesCause(["Command exiting with ret '1'"])).toBe(false);
    expect(namesCause([])).toBe(false);
    expect(namesCause(["ValueError: no"])).toBe(true);
  });
});
