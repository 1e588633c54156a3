/** `npm run generate`: writes a loan file of any size, the same bytes for the same arguments. */
import { endWhenUnread } from "../../src/cli/command-line.ts";
import { Problem } from "../../src/domain/problem.ts";
import { parseGenerateArguments } from "./arguments.ts";
import { defaultLoanFile, writeLoanFile } from "./loan-file.ts";
import { placeFile } from "./place-file.ts";

endWhenUnread();
try {
  const { file, content } = parseGenerateArguments(process.argv.slice(2));
  if (content === "default") {
    await placeFile(file, [defaultLoanFile()]);
    process.stdout.write(`wrote the default 500 rows to ${file}\n`);
  } else {
    const { rows, bytes, sha256 } = await writeLoanFile(file, content);
    process.stdout.write(`wrote ${rows} rows, ${bytes} bytes to ${file} (SHA-256 ${sha256})\n`);
  }
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
