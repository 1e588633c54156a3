import { expect, test } from "vitest";
import { createProgress } from "../../../sandbox/setup/progress.ts";

/** What is written to a stream that is no terminal. */
function written(): { readonly stream: NodeJS.WriteStream; readonly lines: string[] } {
  const lines: string[] = [];
  const write = (text: string) => {
    if (text !== "") lines.push(text);
    return true;
  };
  return { stream: { isTTY: false, write } as unknown as NodeJS.WriteStream, lines };
}

test("each step says which of how many it is, once that is known", () => {
  const { stream, lines } = written();
  const progress = createProgress(stream);
  progress.say("Python 3.11: /usr/bin/python3");
  progress.plan(2);
  progress.watch(() => "making a Python environment").done();
  progress.watch(() => "installing the packages").done();

  expect(lines).toEqual([
    "Set-up: Python 3.11: /usr/bin/python3\n",
    "Set-up, 1 of 2: making a Python environment (0 s)\n",
    "Set-up, 2 of 2: installing the packages (0 s)\n",
  ]);
});

test("a step of no plan has no number", () => {
  const { stream, lines } = written();
  createProgress(stream)
    .watch(() => "making a Python environment")
    .done();
  expect(lines).toEqual(["Set-up: making a Python environment (0 s)\n"]);
});
