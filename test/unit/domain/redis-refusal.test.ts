import { expect, test } from "vitest";
import { redisRefusal } from "../../../src/domain/redis-refusal.ts";

/** Each as Redis 6.2.14, 7.2 or ioredis gives it: alone, with the class in front, and quoted by the script that met it. */
test.each([
  ["READONLY You can't write against a read only replica.", "READONLY", true],
  ["ReplyError: READONLY You can't write against a read only replica.", "READONLY", true],
  [
    "ERR Error running script (call to f_1b): @user_script:4: @user_script: 4: -READONLY You can't write against a read only replica. ",
    "READONLY",
    true,
  ],
  ["READONLY You can't write against a read only replica. script: 1b, on @user_script:4.", "READONLY", true],
  ["LOADING Redis is loading the dataset in memory", "LOADING", true],
  ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", "MASTERDOWN", true],
  [
    "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)",
    "UNBLOCKED",
    true,
  ],
  [
    "MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk.",
    "MISCONF",
    false,
  ],
  ["OOM command not allowed when used memory > 'maxmemory'.", "OOM", false],
  ["NOREPLICAS Not enough good replicas to write.", "NOREPLICAS", false],
  ["BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.", "BUSY", false],
  ["NOPERM this user has no permissions to run the 'eval' command or its subcommand", "NOPERM", false],
  ["NOPERM User default has no permissions to run the 'evalsha' command", "NOPERM", false],
  [
    "ERR Error running script (call to f_1b): @user_script:1: The user executing the script can't run this command or subcommand",
    "NOPERM",
    false,
  ],
  ["NOAUTH Authentication required.", "NOAUTH", false],
  ["WRONGPASS invalid username-password pair or user is disabled.", "WRONGPASS", false],
])("%s", (message, word, isElsewhere) => {
  expect(redisRefusal(message)).toMatchObject({ word, isElsewhere });
});

test.each([
  "ERR unknown command 'FOO'",
  "WRONGTYPE Operation against a key holding the wrong kind of value",
  "Connection is closed.",
  "the bucket is READONLY for you",
  "Missing lock for job 7",
])("is none of them: %s", (message) => expect(redisRefusal(message)).toBeNull());

test("a right that is missing is named by its command", () => {
  expect(redisRefusal("NOPERM User default has no permissions to run the 'evalsha' command")?.says).toBe(
    "its user lacks a right, EVALSHA",
  );
});
