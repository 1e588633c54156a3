import { expect, test } from "vitest";
import { createLog } from "../../../src/config/log.ts";

function logged(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown> {
  let line = "";
  const to = {
    write(text: string) {
      line += text;
    },
  };
  write(createLog({ level: "info", to }));
  return JSON.parse(line) as Record<string, unknown>;
}

test("an entry carries its scope, its fields and a constant message", () => {
  const entry = logged((log) => log.child({ run: "batch-1" }).info({ step: "publish" }, "step done"));
  expect(entry).toEqual({
    level: "info",
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    run: "batch-1",
    step: "publish",
    msg: "step done",
  });
});

test("secrets do not get through: not by field, not in a message, not in an error's text or address", () => {
  const cause = new Error(
    "calling https://s3.test/k?X-Amz-Signature=abcdef0123&x=1 with redis://:hunter2@host:6379",
  );
  const entry = logged((log) =>
    log.error(
      {
        token: "plain",
        slack: { signingSecret: "plain" },
        err: Object.assign(new Error("token xoxb-12-abc refused", { cause }), {
          code: "invalid_auth",
          request: { headers: { Authorization: "Bearer plain" } },
        }),
      },
      "answering https://hooks.slack.com/commands/T1/2/three",
    ),
  );
  expect(JSON.stringify(entry)).not.toMatch(/plain|xoxb-12|three|abcdef0123|hunter2/);
  expect(entry).toMatchObject({
    token: "[secret]",
    slack: { signingSecret: "[secret]" },
    err: {
      type: "Error",
      code: "invalid_auth",
      message: "token [secret] refused",
      cause: {
        message: "calling https://s3.test/k?X-Amz-Signature=[secret]&x=1 with redis://:[secret]@host:6379",
      },
    },
    msg: "answering [secret]",
  });
});
