import { firstLine, startProgram } from "../../sandbox/driver/program.ts";
import { appOptions } from "../../sandbox/sandbox.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import type { Figure } from "../figure.ts";
import { memoryOf, playedDemos } from "../stages/played-demo.ts";

/** What the app cannot do without; everything else in its memory is its own. */
const LIBRARIES = [
  "@slack/bolt",
  "bullmq",
  "@aws-sdk/client-cloudformation",
  "@aws-sdk/client-emr",
  "@aws-sdk/client-redshift",
  "@aws-sdk/client-redshift-data",
  "@aws-sdk/client-resource-groups-tagging-api",
  "@aws-sdk/client-s3",
  "@aws-sdk/client-sts",
  "@aws-sdk/lib-storage",
];

/** How much memory the app has after the demo's loop. */
export const memory: Figure = {
  name: "memory",
  async measure(workshop) {
    const apps = (await playedDemos(workshop)).flatMap(({ app }) => (app === null ? [] : [app]));
    if (apps.length === 0) {
      process.stderr.write("memory is not measured: it is read from /proc, which only Linux has\n");
      return [];
    }
    const bare: number[] = [];
    await workshop.repeat({ times: 3, withinMs: 10_000 }, async () => {
      bare.push(await librariesMb());
    });
    const peakMb = Math.max(...apps.map(({ peakMb }) => peakMb));
    return [
      {
        unit: "MB",
        measured: {
          what: "resident memory of the app, bot and worker in one process, after the demo",
          values: apps.map(({ residentMb }) => residentMb),
        },
        baseline: {
          what: "a Node of the same options that has only loaded Bolt, BullMQ and the SDK's clients",
          values: bare,
        },
        aim: { of: "median", under: 200 },
        notes: [`its most was ${peakMb.toFixed(0)} MB`],
      },
    ];
  },
};

async function librariesMb(): Promise<number> {
  const script = `
    process.chdir(${JSON.stringify(projectDirectory)});
    await Promise.all(${JSON.stringify(LIBRARIES)}.map((name) => import(name)));
    console.log("loaded");
    setInterval(() => {}, 1000);`;
  const node = startProgram([...appOptions, "--input-type=module", "-e", script], { stderr: "inherit" });
  try {
    await firstLine(node);
    return memoryOf(node.child.pid ?? 0)?.residentMb ?? Number.NaN;
  } finally {
    await node.stop();
  }
}
