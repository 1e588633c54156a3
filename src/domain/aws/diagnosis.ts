import { withoutAccountIds } from "./redact-account-ids.ts";

/** One line of a stack's history. The stack itself is in it too, as type `AWS::CloudFormation::Stack`. */
export interface ResourceEvent {
  readonly id: string;
  /** ISO time. */
  readonly at: string;
  readonly logicalId: string;
  /** `AWS::S3::Bucket`. */
  readonly type: string;
  /** As AWS writes it; `resourcePhase` reads it. */
  readonly status: string;
  /** `null` when AWS gave none, as in most events of success. */
  readonly reason: string | null;
  /** The client token of the operation it belongs to; `null` when that operation was started without one. */
  readonly token: string | null;
}

/** What went wrong first; the reason is fit for a channel. */
export interface ResourceFailure {
  readonly logicalId: string;
  readonly type: string;
  readonly reason: string;
}

/** What the stack itself is among its resources. */
const stackType = "AWS::CloudFormation::Stack";

/**
 * The first real cause among a stack's events (oldest first), or `null` when nothing failed.
 *
 * One failed resource makes CloudFormation cancel its siblings, which then fail too ("Resource creation cancelled",
 * "Resource update cancelled"), and at last the stack, which only repeats the names: these echoes are not causes.
 */
export function firstFailure(events: readonly ResourceEvent[]): ResourceFailure | null {
  const failed = events.filter((event) => event.status.endsWith("_FAILED"));
  const cause =
    failed.find((event) => event.type !== stackType && !isCancelledEcho(event.reason)) ??
    // A refusal before any resource began (a failed validation, a missing right) stands on the stack alone.
    events.find(
      (event) =>
        event.type === stackType &&
        event.reason !== null &&
        /(FAILED|ROLLBACK_IN_PROGRESS)$/.test(event.status),
    ) ??
    failed[0];
  return cause === undefined ? null : failureOf(cause);
}

function failureOf({ logicalId, type, reason }: ResourceEvent): ResourceFailure {
  return { logicalId, type, reason: plainReason(reason ?? "AWS gave no reason") };
}

/**
 * The resources that a stack's events (oldest first) leave failed by their own doing, in the order of their newest failures.
 * One that was only canceled with another is none of them.
 */
export function standingFailures(events: readonly ResourceEvent[]): readonly ResourceFailure[] {
  const newest = new Map(events.map((event) => [event.logicalId, event]));
  return events
    .filter((event) => newest.get(event.logicalId) === event)
    .filter(({ type, status, reason }) => {
      return type !== stackType && status.endsWith("_FAILED") && !isCancelledEcho(reason);
    })
    .map(failureOf);
}

/**
 * Those of a stack's events (oldest first) that belong to the last creation, update or deletion that was begun; taking back
 * is a part of what is taken back. All of them where none is told to have begun.
 */
export function ofNewestOperation(events: readonly ResourceEvent[]): readonly ResourceEvent[] {
  const begun = events.findLastIndex(
    ({ type, status }) => type === stackType && /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(status),
  );
  return events.slice(Math.max(begun, 0));
}

/**
 * A resource's reason as people need it: the words inside CloudFormation's wrapping, whose request token and handler
 * code help nobody in a channel, without account ids.
 */
export function plainReason(reason: string): string {
  const wrapped = /^Resource handler returned message: "(.*)" \(RequestToken: .*\)$/s.exec(reason);
  return withoutAccountIds(wrapped?.[1] ?? reason);
}

/** AWS spells it with two l; "Resource creation Initiated" must not match. */
function isCancelledEcho(reason: string | null): boolean {
  return /^Resource (creation|update|deletion) cancell?ed\b/i.test(reason ?? "");
}
