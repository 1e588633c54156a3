import { join } from "node:path";
import type { RunProgram } from "./programs.ts";

/** Spark 3.5 documents 8, 11 and 17; 21 was measured to run it as well. Later ones stop at `getSubject is not supported`. */
const supportedVersions = [8, 11, 17, 21];

/** A Java runtime that serves Spark. */
export interface Java {
  readonly home: string;
  /** Feature release: 8, 11, 17 or 21. */
  readonly version: number;
}

/** The Java behind this executable, or `undefined` where it is none or of a version that Spark 3.5 does not run on. */
export async function askJava(executable: string, run: RunProgram): Promise<Java | undefined> {
  // Java tells its properties on stderr, and its home better than the path does: `/usr/bin/java` is a link or a stub.
  const { code, stderr } = await run(executable, "-XshowSettings:properties", "-version");
  const home = property(stderr, "java.home");
  const version = Number(property(stderr, "java.specification.version")?.replace(/^1\./, ""));
  return code === 0 && home !== undefined && supportedVersions.includes(version)
    ? { home, version }
    : undefined;
}

function property(settings: string, name: string): string | undefined {
  return settings
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line.startsWith(`${name} = `))
    ?.slice(name.length + 3);
}

/** The first supported Java: that of `JAVA_HOME`, as Spark itself prefers it, then that on `PATH`. */
export async function chooseJava(
  { javaHome, onPath }: { readonly javaHome: string | undefined; readonly onPath: string | undefined },
  run: RunProgram,
): Promise<Java | undefined> {
  const executables = [javaHome === undefined ? undefined : join(javaHome, "bin", "java"), onPath];
  for (const executable of executables) {
    const java = executable === undefined ? undefined : await askJava(executable, run);
    if (java !== undefined) {
      return java;
    }
  }
  return undefined;
}
