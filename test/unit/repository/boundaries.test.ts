import { describe, expect, test } from "vitest";
import { filesAt, importsOf, textOf } from "../../support/repository.ts";

const imports = filesAt("src/**/*.ts").flatMap((file) => importsOf(file).map((to) => ({ file, to })));

/**
 * Which rooms a room may import from, beside itself. The arrows point inward; the list goes from the inside out, and a room
 * of `jobs` knows those before it.
 */
const arrows: Readonly<Record<string, readonly string[]>> = {
  "src/domain/": [],
  "src/config/": ["src/domain/"],
  "src/aws/": ["src/domain/"],
  "src/web/": [],
  ...roomsOfJobs("store", "engine", "workflows", "requests", "messages", "schedule", "recovery", "audit"),
  "src/bot/": ["src/jobs/", "src/domain/", "src/config/"],
  "src/app/": ["src/bot/", "src/jobs/", "src/aws/", "src/domain/", "src/config/"],
  "src/cli/": ["src/app/", "src/bot/", "src/jobs/", "src/aws/", "src/domain/", "src/config/"],
};

/** The first keeps what the others do: it knows nothing of AWS. */
function roomsOfJobs(...rooms: readonly string[]): typeof arrows {
  const places = rooms.map((room) => `src/jobs/${room}/`);
  const beneath = ["src/domain/", "src/config/"];
  // Neither what is stored nor what moves runs knows AWS.
  const inner = (at: number) => [
    ...(at < rooms.indexOf("workflows") ? [] : ["src/aws/"]),
    ...places.slice(0, at),
  ];
  return Object.fromEntries(places.map((place, at) => [place, [...inner(at), ...beneath]]));
}

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
    expect(imports).toContainEqual({ file: "src/app/wire-engine.ts", to: "src/jobs/engine/worker.ts" });
    expect(imports).toContainEqual({ file: "src/jobs/store/wake-queue.ts", to: "bullmq" });
  });

  test("and every file has a room", () => {
    const rooms = Object.keys(arrows);
    const without = filesAt("src/**/*.ts").filter((file) => !rooms.some((room) => file.startsWith(room)));
    expect(without).toEqual(["src/main.ts"]);
  });

  test("from room to room", () => {
    const found = Object.entries(arrows).flatMap(([room, allowed]) => strays(room, allowed));
    expect(found).toEqual([]);
  });

  test("in no circle, types included", () => {
    const of = Map.groupBy(imports, ({ file }) => file);
    const settled = new Set<string>();
    const circles: string[] = [];
    const follow = (file: string, way: readonly string[]): void => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(" → "));
      if (settled.has(file) || way.includes(file)) return;
      for (const { to } of of.get(file) ?? []) follow(to, [...way, file]);
      settled.add(file);
    };
    for (const file of of.keys()) follow(file, []);
    expect(circles).toEqual([]);
  });

  test("nothing of the product imports the sandbox, a test or a bench", () => {
    expect(strays("src/", [])).toEqual([]);
  });

  test.for([
    { from: "sandbox/", never: ["test/", "bench/"] },
    { from: "bench/", never: ["test/"] },
  ])("nothing of $from imports $never", ({ from, never }) => {
    const all = filesAt(`${from}**/*.ts`).flatMap((file) =>
      importsOf(file).map((to) => `${file} imports ${to}`),
    );
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter((one) => never.some((place) => one.includes(` imports ${place}`)))).toEqual([]);
  });

  test.for([
    { packages: ["bullmq", "ioredis"], home: "src/jobs/store/" },
    { packages: ["@aws-sdk/", "@smithy/"], home: "src/aws/" },
    { packages: ["@slack/"], home: "src/bot/" },
    { packages: ["preact", "marked"], home: "src/web/" },
  ])("only $home imports $packages", ({ packages, home }) => {
    expect(leaks(packages, home)).toEqual([]);
  });
});

test("the environment is read in one place", () => {
  const readers = filesAt("src/**/*.ts").filter((file) => /\bprocess\s*\.\s*env\b/.test(textOf(file)));
  expect(readers).toEqual(["src/config/environment.ts"]);
});
