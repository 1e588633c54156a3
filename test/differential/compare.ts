import { join } from "node:path";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import type { OddFile } from "./odd-files.ts";
import type { PythonAnswer, Reader, SparkAnswer, UploadAnswer } from "./readers.ts";
import { placeOf, sparkQuestion, startPython, startSpark, startUpload } from "./readers.ts";
import type { Answers, Verdict } from "./verdict.ts";
import { judge } from "./verdict.ts";

/** The three readers, started, and where the files lie. */
export interface Readers {
  readonly upload: Reader<UploadAnswer>;
  readonly python: Reader<PythonAnswer>;
  readonly spark: Reader<SparkAnswer>;
  readonly home: string;
}

/** What the readers said of a file, and what that comes to. */
export interface Compared {
  readonly answers: Answers;
  readonly verdict: Verdict;
}

/** The product's Spark script. */
const ownScript = join(projectDirectory, "spark", "loan_tracker.py");

export function startAll(home: string): Readers {
  return { upload: startUpload(), python: startPython(), spark: startSpark(home), home };
}

export async function closeAll({ upload, python, spark }: Readers): Promise<void> {
  await Promise.all([upload.close(), python.close(), spark.close()]);
}

/** What the three make of one file, as the product asks them: what the upload holds does not come to Spark. */
export async function compare(file: OddFile, readers: Readers): Promise<Compared> {
  const question = { file: placeOf(file, readers.home), contract: file.contract };
  const upload = await readers.upload.ask(question);
  const [python, spark] =
    upload.file === null
      ? [null, null]
      : await Promise.all([
          readers.python.ask(question),
          readers.spark.ask(sparkQuestion(file, upload.file, { home: readers.home, script: ownScript })),
        ]);
  const answers = { upload, python, spark };
  return { answers, verdict: judge(file, answers) };
}
