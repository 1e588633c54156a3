import { readFileSync, writeFileSync } from "node:fs";
import { isStopped } from "../../../../sandbox/driver/stroke.ts";
import { until } from "../../../../sandbox/driver/until.ts";
import { readRunId } from "../../../../src/domain/runs/run-id.ts";
import type { FaultCase } from "../case.ts";
import type { Play } from "../play.ts";
import type { Stage } from "../stage.ts";

/** Between the look that read the file and the one that sends it into the lake. */
const place = { step: "upload-raw", point: "after-intent" } as const;

/** The sender puts another file of as many loans in the place of the day's, once that was read: Retry reads and counts that one. */
const replaced: FaultCase = {
  fault: "the day's file is replaced, then Retry",
  name: `daily-batch ${place.step} ${place.point}`,
  workers: 1,
  run: async (stage: Stage) => {
    const { product } = stage;
    let played: Play | undefined;
    return await stage.play("daily-batch", {
      before: (play) => {
        played = play;
        product.signalAt({ ...place, signal: "SIGSTOP" });
      },
      meanwhile: async ({ runId }) => {
        const pid = product.sandbox.pid("app") ?? 0;
        await until("the app stands still", () => isStopped(pid));
        const day = readRunId(runId, "loan-tracker")?.day ?? "";
        const file = (product.sandbox.env["LOANS_SOURCE"] ?? "").replace("{date}", day);
        writeFileSync(file, readFileSync(file, "latin1").replaceAll("\r\n", "\n"), "latin1");
        process.kill(pid, "SIGCONT");
      },
      afterwards: async () => {
        const journal = await product.journal(played?.runId ?? "");
        const told = journal.flatMap((entry) => (entry.kind === "failed" ? [entry.problem.code] : []));
        if (told.join() !== "source-unfinished") throw new Error(`it told of ${told.join(" and ")}`);
      },
      fired: () => (product.signalWasSent() ? 1 : 0),
      retries: 1,
    });
  },
};

/** What becomes of the day's file while its batch is at work. */
export const fileCases: readonly FaultCase[] = [replaced];
