import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { installRequirements } from "../../sandbox/setup/pip.ts";
import { runProgram } from "../../sandbox/setup/programs.ts";
import { createProgress } from "../../sandbox/setup/progress.ts";
import { makeEnvironment } from "../../sandbox/setup/python.ts";
import { readTools } from "../../sandbox/setup/tools.ts";

/** What set-up asks of the network, with a package index and a proxy of this machine, and what an interruption leaves. */

const place = mkdtempSync(join(tmpdir(), "loan-tracker-set-up-"));
const wheels = join(place, "wheels");
const requirements = join(place, "requirements.txt");
const quiet = createProgress({ isTTY: false, write: () => true } as unknown as NodeJS.WriteStream);

let python: string;
let directory: string;

/** Made-up packages under two names that set-up knows the size of: a large one, which pip gets alone, and a small one. */
const [large, small] = ["pyspark-3.5.8-py2.py3-none-any.whl", "six-1.17.0-py2.py3-none-any.whl"] as const;

const wheelScript = `
import sys, zipfile
path, name, version = sys.argv[1:]
info = f"{name}-{version}.dist-info"
with zipfile.ZipFile(path, "w") as wheel:
    wheel.writestr(f"{name}.py", "made_up = True\\n" + "#" * 200_000)
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py2-none-any\\nTag: py3-none-any\\n")
    wheel.writestr(f"{info}/RECORD", "")
`;

/** The large one as a source archive, of which pip makes the wheel; it takes as long as the file is there that a variable names. */
const source = "pyspark-3.5.8.tar.gz";

const sourceScript = `
import io, sys, tarfile
path, wheel = sys.argv[1:]
backend = """
import os, pathlib, shutil, time
def get_requires_for_build_wheel(settings=None):
    hold = pathlib.Path(os.environ.get("MADE_UP_HOLD", "nowhere"))
    while hold.exists():
        hold.with_name("held").touch()
        time.sleep(0.05)
    return []
def build_wheel(directory, settings=None, metadata=None):
    return shutil.copy(%r, directory).rsplit("/", 1)[1]
""" % wheel
with tarfile.open(path, "w:gz") as archive:
    for name, text in {
        "pyproject.toml": '[build-system]\\nrequires = []\\nbuild-backend = "backend"\\nbackend-path = ["."]\\n',
        "backend.py": backend,
        "PKG-INFO": "Metadata-Version: 2.1\\nName: pyspark\\nVersion: 3.5.8\\n",
    }.items():
        entry = tarfile.TarInfo(f"pyspark-3.5.8/{name}")
        entry.size = len(text.encode())
        archive.addfile(entry, io.BytesIO(text.encode()))
`;

/** What was asked of the index, in order: paths, or the whole address where it was asked as a proxy. */
let asked: string[] = [];
/** What comes of the large package. */
let comes: "whole" | "as source" | "half, then nothing" | "half, then the end" = "whole";

const server = createServer((request, response) => void answer(request, response));
server.on("connect", (request, socket) => {
  asked.push(`CONNECT ${request.url}`);
  socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
});

async function answer({ url = "" }: IncomingMessage, response: ServerResponse): Promise<void> {
  asked.push(url);
  const name = basename(url);
  if (!/\.(whl|tar\.gz)$/.test(url)) {
    const files = [comes === "as source" ? source : large, small].filter((file) =>
      file.startsWith(`${name}-`),
    );
    response.setHeader("content-type", "text/html");
    response.end(files.map((file) => `<a href="/files/${file}">${file}</a>`).join(""));
    return;
  }
  const bytes = await readFile(join(wheels, name));
  response.setHeader("content-length", bytes.length);
  if (name !== large || ["whole", "as source"].includes(comes)) {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, bytes.length / 2));
  if (comes === "half, then the end") setTimeout(() => response.destroy(), 100);
}

const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  const { python: executable } = readTools();
  mkdirSync(wheels);
  for (const file of [large, small]) {
    const [name = "", version = ""] = file.split("-");
    await runProgram(executable, "-c", wheelScript, join(wheels, file), name, version);
  }
  await runProgram(executable, "-c", sourceScript, join(wheels, source), join(wheels, large));
  writeFileSync(requirements, "pyspark==3.5.8\nsix==1.17.0\n");
  const environment = await makeEnvironment({ executable, version: "3" }, join(place, "python"), quiet);
  python = join(environment, "bin", "python");
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  rmSync(place, { recursive: true, force: true });
});

beforeEach(async () => {
  directory = mkdtempSync(join(place, "tools-"));
  asked = [];
  comes = "whole";
  vi.unstubAllEnvs();
  // Nothing of the machine's own settings, and no second attempts.
  for (const name of Object.keys(process.env).filter((one) => /^PIP_|_PROXY$/i.test(one)))
    vi.stubEnv(name, undefined);
  vi.stubEnv("PIP_CONFIG_FILE", "/dev/null");
  vi.stubEnv("PIP_NO_CACHE_DIR", "1");
  vi.stubEnv("PIP_RETRIES", "0");
  vi.stubEnv("PIP_DISABLE_PIP_VERSION_CHECK", "1");
  await runProgram(python, "-m", "pip", "uninstall", "--yes", "pyspark", "six");
});

const install = (signal = new AbortController().signal) =>
  installRequirements({ python, files: [requirements], directory, progress: quiet, signal });

const isInstalled = async () =>
  (
    await runProgram(python, "-c", "import pyspark, six; print(pyspark.made_up, six.made_up)")
  ).stdout.trim() === "True True";

const files = () => asked.filter((url) => url.startsWith("/files/")).map((url) => basename(url));
const kept = () => globSync("packages-*/*", { cwd: directory }).map((path) => basename(path));

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

test("a mirror of PyPI that pip's variables name is asked for everything", async () => {
  vi.stubEnv("PIP_INDEX_URL", `${origin()}/simple`);
  await install();
  expect(asked.toSorted()).toEqual([
    `/files/${large}`,
    `/files/${small}`,
    "/simple/pyspark/",
    "/simple/six/",
  ]);
  expect(await isInstalled()).toBe(true);
  // What is installed needs no copy.
  expect(readdirSync(directory)).toEqual(["pip.log"]);
});

test("so is one that pip's own file names", async () => {
  const configuration = join(directory, "pip.conf");
  writeFileSync(configuration, `[global]\nindex-url = ${origin()}/simple\n`);
  vi.stubEnv("PIP_CONFIG_FILE", configuration);
  await install();
  expect(files().toSorted()).toEqual([large, small]);
  expect(await isInstalled()).toBe(true);
});

test("behind a proxy everything goes through it", async () => {
  vi.stubEnv("HTTP_PROXY", origin());
  vi.stubEnv("PIP_INDEX_URL", "http://packages.example/simple");
  vi.stubEnv("PIP_TRUSTED_HOST", "packages.example");
  await install();
  expect(asked.toSorted()).toEqual([
    `http://packages.example/files/${large}`,
    `http://packages.example/files/${small}`,
    "http://packages.example/simple/pyspark/",
    "http://packages.example/simple/six/",
  ]);
  expect(await isInstalled()).toBe(true);
});

test("PyPI itself is asked through the proxy alone, and what that refuses is told", async () => {
  vi.stubEnv("HTTPS_PROXY", origin());
  await expect(install()).rejects.toThrow(/installing the Python packages: .*; check the network/);
  expect([...new Set(asked)]).toEqual(["CONNECT pypi.org:443"]);
});

/** Ends an attempt while the large package comes, the small one being there, and answers how it ended. */
async function interrupted(): Promise<unknown> {
  comes = "half, then nothing";
  const interruption = new AbortController();
  const attempt = install(interruption.signal).catch((error: unknown) => error);
  await until(() => kept().includes(small) && files().includes(large));
  interruption.abort();
  return await attempt;
}

test("an attempt that was interrupted in a download is gone on with: what is whole is not downloaded again", async () => {
  vi.stubEnv("PIP_INDEX_URL", `${origin()}/simple`);
  expect(await interrupted()).toMatchObject({ name: "AbortError" });
  expect([kept(), globSync("unfinished-*", { cwd: directory })]).toEqual([[small], []]);

  asked = [];
  comes = "whole";
  await install();
  expect(asked).toEqual(["/simple/pyspark/", `/files/${large}`]);
  expect(await isInstalled()).toBe(true);
});

test("an archive that was downloaded when set-up was interrupted is not downloaded again", async () => {
  vi.stubEnv("PIP_INDEX_URL", `${origin()}/simple`);
  comes = "as source";
  const hold = join(directory, "hold");
  writeFileSync(hold, "");
  vi.stubEnv("MADE_UP_HOLD", hold);
  const interruption = new AbortController();
  const attempt = install(interruption.signal).catch((error: unknown) => error);
  await until(() => kept().includes(small) && existsSync(join(directory, "held")));
  interruption.abort();
  expect(await attempt).toMatchObject({ name: "AbortError" });
  expect(files().toSorted()).toEqual([source, small]);

  asked = [];
  rmSync(hold);
  await install();
  expect([asked, await isInstalled()]).toEqual([[], true]);
  expect(readdirSync(directory).toSorted()).toEqual(["held", "pip.log"]);
});

test("of what a killed attempt had downloaded, only a whole archive is taken", async () => {
  vi.stubEnv("PIP_INDEX_URL", `${origin()}/simple`);
  comes = "as source";
  const download = (name: string, bytes: Buffer) => {
    const place = join(directory, "unfinished-1", "1", "downloads", `pip-unpack-${name}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, name), bytes);
  };
  const whole = await readFile(join(wheels, source));
  const half = await readFile(join(wheels, small));
  download(source, whole);
  download(small, half.subarray(0, half.length / 2));
  await install();
  expect(files()).toEqual([small]);
  download(source, whole.subarray(0, whole.length - 9));
  await runProgram(python, "-m", "pip", "uninstall", "--yes", "pyspark", "six");
  asked = [];
  await install();
  expect([files().toSorted(), await isInstalled()]).toEqual([[source, small], true]);
});

test("a download that ends in its middle is no package", async () => {
  vi.stubEnv("PIP_INDEX_URL", `${origin()}/simple`);
  comes = "half, then the end";
  await expect(install()).rejects.toThrow("start again: what is downloaded is kept");
  expect(kept()).not.toContain(large);
  expect(await isInstalled()).toBe(false);

  comes = "whole";
  await install();
  expect(await isInstalled()).toBe(true);
});

test("what a killed attempt left half made is never taken for whole", async () => {
  vi.stubEnv("PIP_INDEX_URL", `${origin()}/simple`);
  const half = join(directory, "unfinished-1", "1", "wheels");
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, large), "half");
  await install();
  expect(files().toSorted()).toEqual([large, small]);
  expect(existsSync(join(directory, "unfinished-1"))).toBe(false);
  expect(await isInstalled()).toBe(true);
});

test("a kept package that does not install stops one attempt, not all", async () => {
  vi.stubEnv("PIP_INDEX_URL", `${origin()}/simple`);
  await interrupted();
  writeFileSync(join(directory, globSync("packages-*", { cwd: directory })[0] ?? "", small), "broken");
  comes = "whole";
  await expect(install()).rejects.toThrow("installing the Python packages: ");
  await install();
  expect(await isInstalled()).toBe(true);
});
