import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readTemplate } from "../../../sandbox/aws/cloudformation/template.ts";

/** What the dashboard's host does at each start, by the script of the template and stand-ins of the programs that it calls. */

const body = readFileSync(new URL("../../../cloudformation/loan-tracker.yaml", import.meta.url), "utf8");
const { "Fn::Base64": written } = Object(readTemplate(body).Resources["Metabase"]?.Properties["UserData"]);
const userDataOf = (image: string) => String(written["Fn::Sub"]).replaceAll("$" + "{MetabaseImage}", image);
const OLD = "metabase/metabase:v0.65.2.6";
const NEW = "metabase/metabase:v0.66.1.2";

/** The parts of a MIME message, as cloud-init splits it: headers and text. */
function partsOf(userData: string) {
  const [head = "", ...rest] = userData.split("\n--//");
  expect(head).toMatch(/^MIME-Version: 1\.0\nContent-Type: multipart\/mixed; boundary="\/\/"\n$/);
  expect(rest.pop()).toBe("--\n");
  return rest.map((part) => {
    const [, headers = "", text = ""] = /^\n((?:[\w-]+: .*\n)+)\n([\s\S]*)$/.exec(part) ?? [];
    return { headers: headers.split("\n").filter(Boolean), text };
  });
}
const scriptOf = (image: string) => partsOf(userDataOf(image))[1]?.text ?? "";

test("cloud-init is told to run the script at every start, in place of the one that a host of before was made with", () => {
  expect(partsOf(userDataOf(OLD))).toEqual([
    {
      headers: ["Content-Type: text/cloud-config"],
      text: expect.stringMatching(
        /^#cloud-config\n(?:#.*\n)*cloud_final_modules:\n {2}- \[scripts-user, always\]\n$/,
      ),
    },
    {
      headers: ["Content-Type: text/x-shellscript", 'Content-Disposition: attachment; filename="part-001"'],
      text: expect.stringMatching(/^#!\/bin\/bash\n/),
    },
  ]);
  // EC2 takes 16 KB.
  expect(Buffer.byteLength(userDataOf(OLD))).toBeLessThan(16_384);
});

describe("a start", () => {
  let host: string;

  beforeEach(() => {
    host = mkdtempSync(join(tmpdir(), "dashboard-host-"));
    for (const folder of ["bin", "repository", "etc", "var"]) mkdirSync(join(host, folder));
    const program = (path: string, ...lines: readonly string[]) =>
      writeFileSync(join(host, path), `#!/bin/bash\n${lines.join("\n")}\n`, { mode: 0o755 });
    program("bin/dnf", `echo "dnf $*" >> ${host}/calls`, `cp ${host}/repository/docker ${host}/bin/docker`);
    program("bin/systemctl", "true");
    program("bin/install", `mkdir -p "${"$"}{@: -1}"`);
    program("bin/sleep", `echo "sleep $1" >> ${host}/calls`);
    program(
      "repository/docker",
      `box=${host}/container`,
      `case "$1" in`,
      `  inspect) [ -e $box ] && sed -n 's/.*--label script=\\([^ ]*\\).*/\\1/p' $box;;`,
      `  pull) echo "pull $2" >> ${host}/calls; [ ! -e ${host}/registry-away ];;`,
      `  stop) [ -e $box ];;`,
      `  rm) rm $box;;`,
      // Docker takes no second container of one name. Each leaves its image's mark in the data.
      `  run) [ ! -e $box ] && echo "$*" > $box && echo "${"$"}{@: -1}" >> ${host}/var/lib-metabase/metabase.db;;`,
      `  *) exit 64;;`,
      "esac",
    );
  });

  afterEach(() => rmSync(host, { recursive: true, force: true }));

  /** Starts the host with what the stack names; what it asked of registries since, and how the script ended. */
  function start(image: string) {
    const script = join(host, "part-001");
    const text = scriptOf(image)
      .replaceAll("/etc/metabase", `${host}/etc/metabase`)
      .replaceAll("/var/lib/metabase", `${host}/var/lib-metabase`);
    writeFileSync(script, text, { mode: 0o700 });
    rmSync(join(host, "calls"), { force: true });
    const { status } = spawnSync(script, {
      env: { PATH: [join(host, "bin"), "/usr/bin", "/bin"].join(delimiter) },
    });
    return { status, calls: existsSync(join(host, "calls")) ? lines("calls") : [] };
  }
  const lines = (path: string) => readFileSync(join(host, path), "utf8").split("\n").filter(Boolean);
  const running = () => lines("container")[0]?.split(" ").at(-1);
  const secret = () => readFileSync(join(host, "etc/metabase/secret.env"), "utf8");

  test("the first makes what the stack names", () => {
    expect(start(OLD)).toEqual({ status: 0, calls: ["dnf install -y docker", `pull ${OLD}`] });
    expect(running()).toBe(OLD);
    expect(secret()).toMatch(/^MB_ENCRYPTION_SECRET_KEY=[\w+/]{43}=\n$/);
  });

  test("with the same asks nobody, and leaves all as it is", () => {
    start(OLD);
    const made = [lines("container"), secret()];
    expect(start(OLD)).toEqual({ status: 0, calls: [] });
    expect([lines("container"), secret()]).toEqual(made);
  });

  test("with another image puts that in its place, with the same key and data, of which it keeps a copy", () => {
    start(OLD);
    const key = secret();
    expect(start(NEW)).toEqual({ status: 0, calls: [`pull ${NEW}`] });
    expect([running(), secret()]).toEqual([NEW, key]);
    expect(lines("var/lib-metabase/metabase.db")).toEqual([OLD, NEW]);
    expect(lines("var/lib-metabase.before/metabase.db")).toEqual([OLD]);
    expect(start(OLD)).toEqual({ status: 0, calls: [`pull ${OLD}`] });
    expect(lines("var/lib-metabase.before/metabase.db")).toEqual([OLD, NEW]);
  });

  test("on a host of before, whose container has no mark, keeps its key and its data", () => {
    start(OLD);
    writeFileSync(join(host, "container"), `run -d --name metabase ${OLD}\n`);
    writeFileSync(join(host, "etc/metabase/secret.env"), "MB_ENCRYPTION_SECRET_KEY=of-before\n");
    expect(start(OLD)).toEqual({ status: 0, calls: [`pull ${OLD}`] });
    expect(secret()).toBe("MB_ENCRYPTION_SECRET_KEY=of-before\n");
    expect(lines("var/lib-metabase.before/metabase.db")).toEqual([OLD]);
  });

  test("while the registry is away waits a quarter of an hour at most, leaves the old one, and the next goes on", () => {
    start(OLD);
    writeFileSync(join(host, "registry-away"), "");
    const { status, calls } = start(NEW);
    expect(status).not.toBe(0);
    const waited = calls.flatMap((call) => (call.startsWith("sleep ") ? [Number(call.slice(6))] : []));
    expect(waited).toEqual([10, 20, 40, 80, 160, 320]);
    expect(calls.filter((call) => call === `pull ${NEW}`)).toHaveLength(7);
    expect(running()).toBe(OLD);
    rmSync(join(host, "registry-away"));
    expect(start(NEW)).toEqual({ status: 0, calls: [`pull ${NEW}`] });
    expect(running()).toBe(NEW);
  });
});
