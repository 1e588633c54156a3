import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readProcessIdentity } from "../../../src/app/process-identity.ts";

const { own, isDead } = readProcessIdentity();
const [place = "", pid = "", startedAt = ""] = (own ?? "").split(".");

/** Tells the life of a process of this machine, as it would tell its own. */
function lifeOf(child: number): string {
  const fields = readFileSync(`/proc/${child}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return `${place}.${child}.${fields[19]}`;
}

test.skipIf(own === null)(
  "of a process it is proven that it is dead once it is, and not while it stands still",
  async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    const life = lifeOf(child.pid ?? 0);
    expect(isDead(life)).toBe(false);
    child.kill("SIGSTOP");
    expect(isDead(life)).toBe(false);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    expect(isDead(life)).toBe(true);
  },
);

test.skipIf(own === null)("a number that was given to a new process does not keep the old one alive", () => {
  expect(isDead(`${place}.${pid}.${startedAt}`)).toBe(false);
  expect(isDead(`${place}.${pid}.${Number(startedAt) - 1}`)).toBe(true);
});

test.each(["another-machine.999999999.1", "", "worker", `${place}.`, `${place}.-1.1`, `${place}.0.1`])(
  "of %j nothing is proven",
  (life) => {
    expect(isDead(life)).toBe(false);
  },
);
