import { describe, expect, test } from "vitest";
import { filesAt, importsOf, textOf } from "../../support/repository.ts";

const imports = filesAt("src/**/*.ts").flatMap((file) => importsOf(file).map((to) => ({ file, to })));

/** Imports of these files that are neither packages nor below one of the allowed places. */
function strays(from: string, allowed: readonly string[]): readonly string[] {
  return imports
    .filter(({ file, to }) => file.startsWith(from) && /^(src|sandbox|test|bench)\//.test(to))
    .filter(({ to }) => ![from, ...allowed].some((place) => to.startsWith(place)))
    .map(({ file, to }) => `${file} imports ${to}`);
}

/** Files outside of `home` that import a package whose name begins so. */
function leaks(packages: readonly string[], home: string): readonly string[] {
  return imports
    .filter(({ file, to }) => packages.some((name) => to.startsWith(name)) && !file.startsWith(home))
    .map(({ file, to }) => `${file} imports ${to}`);
}

describe("imports point inward", () => {
  test("and are read at all", () => {
    expect(imports).toContainEqual({ file: "src/app.ts", to: "src/jobs/worker.ts" });
    expect(imports).toContainEqual({ file: "src/jobs/queue.ts", to: "bullmq" });
  });

  test("the domain imports nothing of ours", () => {
    expect(strays("src/domain/", [])).toEqual([]);
  });

  test("aws knows the domain alone", () => {
    expect(strays("src/aws/", ["src/domain/"])).toEqual([]);
  });

  test("jobs know aws and the domain, never the bot", () => {
    expect(strays("src/jobs/", ["src/aws/", "src/domain/", "src/log.ts"])).toEqual([]);
  });

  test("the bot knows jobs and the domain, never aws", () => {
    expect(strays("src/bot/", ["src/jobs/", "src/domain/", "src/log.ts", "src/config.ts"])).toEqual([]);
  });

  test("nothing of the product imports the sandbox, a test or a bench", () => {
    expect(strays("src/", [])).toEqual([]);
  });

  test.for([
    { packages: ["bullmq", "ioredis"], home: "src/jobs/" },
    { packages: ["@aws-sdk/", "@smithy/"], home: "src/aws/" },
    { packages: ["@slack/"], home: "src/bot/" },
  ])("only $home imports $packages", ({ packages, home }) => {
    expect(leaks(packages, home)).toEqual([]);
  });
});

test("the environment is read in one place", () => {
  const readers = filesAt("src/**/*.ts").filter((file) => /\bprocess\s*\.\s*env\b/.test(textOf(file)));
  expect(readers).toEqual(["src/config.ts"]);
});
