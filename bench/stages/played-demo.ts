import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startProgram } from "../../sandbox/driver/program.ts";
import { compileCache, projectDirectory } from "../../sandbox/setup/tools.ts";
import type { Workshop } from "../workshop.ts";

/** A demo that was played to its end. */
export interface PlayedDemo {
  readonly ms: number;
  /** Memory of the app, bot and worker in one process, after the loop; `null` on systems without /proc. */
  readonly app: Memory | null;
}

const played = new WeakMap<Workshop, PlayedDemo[]>();

/** The demos that were played in this run; plays one when there are none yet. */
export async function playedDemos(workshop: Workshop): Promise<readonly PlayedDemo[]> {
  if (!played.has(workshop)) await playDemo(workshop);
  return played.get(workshop) ?? [];
}

/** Plays the demo once as `npm run demo` does after set-up. */
export async function playDemo(workshop: Workshop): Promise<PlayedDemo> {
  const home = workshop.directory("demo");
  const from = performance.now();
  const program = join(projectDirectory, "sandbox", "demo", "main.ts");
  const { child, ended } = startProgram([program, "--home", home], {
    env: { ...process.env, LOANS_SOURCE: "", NODE_COMPILE_CACHE: compileCache },
    stderr: "inherit",
  });
  // The last look before the app is stopped is the one after the loop.
  let memory: Memory | null = null;
  const looking = setInterval(() => {
    memory = memoryOfApp(child.pid ?? 0) ?? memory;
  }, 100);
  const stop = () => void child.kill("SIGINT"); // on which it stops its sandbox
  workshop.signal.addEventListener("abort", stop, { once: true });
  try {
    const code = await ended;
    workshop.signal.throwIfAborted();
    if (code !== 0) throw new Error(`playing the demo: it ended with ${code}`);
    const demo = { ms: performance.now() - from, app: memory };
    played.set(workshop, [...(played.get(workshop) ?? []), demo]);
    return demo;
  } finally {
    clearInterval(looking);
    workshop.signal.removeEventListener("abort", stop);
  }
}

/** Resident memory of a process, now and at most. */
export interface Memory {
  readonly residentMb: number;
  readonly peakMb: number;
}

/** Memory of the app that a sandbox in this process started; `null` while there is none. */
function memoryOfApp(parent: number): Memory | null {
  if (!existsSync("/proc/self/status")) return null;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    // The parent is the second field after the name, which stands in parentheses and may hold anything.
    const [, ppid] = text(pid, "stat").split(") ").at(-1)?.split(" ") ?? [];
    if (Number(ppid) === parent && text(pid, "cmdline").includes("src/main.ts")) return memoryOf(Number(pid));
  }
  return null;
}

/** Memory of a process; `null` when it has ended. */
export function memoryOf(pid: number): Memory | null {
  const status = text(String(pid), "status");
  const mb = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1_024;
  return Number.isNaN(mb("VmRSS")) ? null : { residentMb: mb("VmRSS"), peakMb: mb("VmHWM") };
}

function text(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // The process ended between the listing and this look.
  }
}
