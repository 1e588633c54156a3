/** An AWS error in our words. */
export interface AwsFailure {
  readonly kind:
    | "throttled"
    | "unreachable"
    | "server"
    | "expired-credentials"
    | "no-credentials"
    | "denied"
    | "invalid"
    | "not-found"
    | "conflict"
    /** No error of AWS at all: a bug of ours. */
    | "unknown";
  /** AWS's own, `ValidationError`, or the network's, `ECONNRESET`. */
  readonly code: string;
  /** AWS's words, account ids taken out. */
  readonly message: string;
  readonly requestId?: string;
  /** The call may have had its effect: its reply was lost, late, or a 5xx. */
  readonly mayHaveHappened: boolean;
}
