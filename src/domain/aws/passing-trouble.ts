/** What is known of an EMR step that came to a bad end. */
export interface StepEvidence {
  /** Whether its cluster takes no steps any more. */
  readonly isClusterEnded: boolean;
  /** AWS's word for why the cluster ended (`StateChangeReason.Code`); `null` when it gave none. */
  readonly endedBy: string | null;
  /** The step's `FailureDetails`, and the end of its log where there is one. */
  readonly words: readonly string[];
}

/**
 * Ends of a cluster that are nobody's doing: of the model's eight codes those that machines and AWS itself are the cause of.
 * A person's word, a failed step, a finished list and a refused request would come to the same again.
 */
const endsOfMachines = new Set([
  "INTERNAL_ERROR",
  "INSTANCE_FAILURE",
  "INSTANCE_FLEET_TIMEOUT",
  "BOOTSTRAP_FAILURE",
]);

/**
 * How S3, HDFS, YARN and Spark tell that a machine, a disk or a service was away for a while: S3's throttle
 * (https://repost.aws/knowledge-center/emr-s3-503-slow-down), a lost node
 * (https://repost.aws/knowledge-center/emr-exit-status-100-lost-node), HDFS without a live block or datanode.
 */
const passing = [
  /\bSlow ?Down\b|Please reduce your request rate/i,
  /\bStatus Code: 5\d\d\b|\b503 Service Unavailable\b|\bServiceUnavailable\b/,
  /Container released on a \*lost\* node|ExecutorLostFailure|Exit status: -100\b|\b(Slave|Worker|Node) lost\b/i,
  /could only be (replicated|written) to 0 (nodes|of the)|No live nodes contain|BlockMissingException|All datanodes .* are bad/,
  /InsufficientInstanceCapacity|Insufficient capacity|[Ii]nstance .*was terminated|master node was terminated/,
  /java\.net\.(ConnectException|NoRouteToHostException|SocketTimeoutException|UnknownHostException)/,
] as const;

/**
 * What the file, the script, a limit or a right is the cause of: it would come to the same again, whatever else stands in the
 * log. An executor that YARN kills for its memory is lost as well, in the very words of a lost node.
 */
const lasting = [
  // Python's own and the script's; what Java throws, and py4j passes on, bears its package before the name.
  /^\s*(?:(?:__main__|pyspark[\w.]*)\.)?[A-Z]\w*(Error|Exception|Problem|Exit)(:|$)/m,
  /\b(NumberFormat|ClassCast|NullPointer|Arithmetic|IllegalArgument|UnsupportedOperation|ClassNotFound|DateTime|ParquetDecoding|Analysis|Parse|SparkRuntime|SparkArithmetic|SparkDateTime|SparkUpgrade)Exception\b/,
  /\b(ValueError|NoSuchMethodError|NoClassDefFoundError)\b/,
  // A class of Spark's errors, such as [DIVIDE_BY_ZERO]; these two only wrap what storage said.
  /\[(?!FAILED_READ_FILE|TASK_WRITE_FAILED)[A-Z]+_[A-Z_]+(\.[A-Z_]+)*\]/,
  /OutOfMemoryError|exceeding (physical |virtual )?memory limits|running beyond (physical |virtual )?memory limits|No space left on device/,
  /FileAlreadyExists|[Oo]utput directory \S+ already exists|\b[Kk]illed by user\b/,
  /\bAccessDenied|\bAccess Denied\b|Status Code: 4\d\d\b/,
  /Input path does not exist|InvalidInputException|NoSuchKey|NoSuchBucket|FileNotFoundException/,
  /No such file or directory/,
] as const;

/**
 * Whether the machines under a step are why it failed, so that the very same step may come to a good end: a node lost, no
 * capacity, S3 that asks for fewer requests, a cluster that AWS ended. In doubt it is not.
 */
export function isPassing({ isClusterEnded, endedBy, words }: StepEvidence): boolean {
  if (isClusterEnded) return endsOfMachines.has(endedBy ?? "");
  const says = words.join("\n");
  return !lasting.some((sign) => sign.test(says)) && passing.some((sign) => sign.test(says));
}

/**
 * How Redshift tells that a service under it, or another transaction, was in the way for a while: Spectrum's errors by the
 * answer of S3 (`Spectrum Scan Error`, codes 15001, 15005 and 15007; docs.aws.amazon.com/redshift "Troubleshooting queries in
 * Amazon Redshift Spectrum"), Glue's throttle, a transaction that met another one (1023), a leader that was started anew.
 */
const passingStatement = [
  ...passing,
  /\b(HTTP (response )?(error )?code:?|S3ServiceException:?.*,Status) 5\d\d\b|\bInternalError,Status 500\b|,Error (SlowDown|InternalError|ServiceUnavailable)\b/i,
  /\bThrottl(ing|ed)(Exception)?\b|\bRate exceeded\b|\bTooManyRequests(Exception)?\b/i,
  /\b(InternalService|OperationTimeout|ConcurrentModification|ServiceUnavailable)Exception\b/,
  /\b(connection (refused|reset|timed out)|could not (open|establish) connection|temporarily unavailable|please (re)?try( again)?( later)?)\b/i,
  /\b(serializable isolation violation|deadlock detected)\b/i,
  /\bthe database system is (starting up|shutting down|in recovery mode)\b|\bterminating connection due to administrator command\b/i,
] as const;

/** What a right, a name or the data is the cause of. */
const lastingStatement = [
  /\bAccess ?Denied|\bnot authorized\b|\bpermission denied\b|\bInsufficient Lake Formation permission/i,
  /\bdoes not exist\b|\balready exists\b|\bsyntax error\b|\bis not a member of\b|,Status 4\d\d\b|\bDisk Full\b/i,
] as const;

/** Whether the very same statement, which Redshift has not carried out with these words, may come to a good end. In doubt it is not. */
export function isPassingStatement(error: string): boolean {
  return (
    !lastingStatement.some((sign) => sign.test(error)) && passingStatement.some((sign) => sign.test(error))
  );
}
