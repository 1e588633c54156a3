import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { appOptions } from "../../../sandbox/sandbox.ts";
import { projectDirectory } from "../../../sandbox/setup/tools.ts";

const read = (file: string) => readFileSync(join(projectDirectory, file), "utf8");

test("the app is started with the same options by npm start, the image and the sandbox", () => {
  const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: { readonly start: string } };
  const options = /\bNODE_OPTIONS=(\S+)/.exec(read("Dockerfile"))?.[1];
  expect(scripts.start.split(" ").slice(0, 1 + appOptions.length)).toEqual(["node", ...appOptions]);
  expect(options).toBe(appOptions.join(" "));
});
