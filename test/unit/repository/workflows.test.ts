import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { textOf } from "../../support/repository.ts";

/** What runs where everybody can see it is what a person runs. */

const workflow = z.looseObject({
  jobs: z.record(
    z.string(),
    z.looseObject({ steps: z.array(z.looseObject({ run: z.string().optional() })) }),
  ),
});
const packageFile = z.object({
  scripts: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

const runsOf = (file: string) =>
  Object.values(workflow.parse(parse(textOf(`.github/workflows/${file}`))).jobs).flatMap(({ steps }) =>
    steps.flatMap(({ run }) => run ?? []),
  );
const { scripts, devDependencies } = packageFile.parse(JSON.parse(textOf("package.json")));

test("a change is tested by the one command that .ci/run is, and at night the whole matrix and the soak are played", () => {
  expect(runsOf("test.yml")).toEqual([".ci/run"]);
  const nightly = textOf(".github/workflows/nightly.yml");
  expect(nightly).toContain("- --lanes 4");
  expect(nightly).toContain("--kills 1000");
  const named = runsOf("nightly.yml").flatMap((run) => /^npm run (\w+)/.exec(run)?.[1] ?? []);
  expect(named).toEqual(["faults"]);
  for (const name of named) expect(scripts).toHaveProperty(name);
});

test("the Node of version managers and of the workflows is the one that the project brings", () => {
  expect(textOf(".node-version").trim()).toBe(devDependencies["node"]);
});
