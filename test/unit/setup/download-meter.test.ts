import { expect, test } from "vitest";
import { DownloadMeter } from "../../../sandbox/setup/download-meter.ts";
import type { PipState } from "../../../sandbox/setup/pip-state.ts";
import { afterLine, beforeFirstLine } from "../../../sandbox/setup/pip-state.ts";
import type { PinnedPackage } from "../../../sandbox/setup/requirements.ts";

const pinned = (name: string, bytes: number | undefined): PinnedPackage => ({
  ...{ id: `${name}-1.0`, name, bytes },
  line: `${name}==1.0`,
});
const spark = pinned("spark", 300_000_000);
const small = pinned("small", 50_000_000);
const later = pinned("later", 50_000_000);

/** A run of pip that can be led on. */
function pipRun(...packages: readonly PinnedPackage[]) {
  let state: PipState = beforeFirstLine;
  let bytes = 0;
  return {
    ...{ packages, state: () => state, bytesOfFile: () => bytes },
    says(line: string, onDisk = 0) {
      state = afterLine(state, line);
      bytes = onDisk;
    },
    grows(onDisk: number) {
      bytes = onDisk;
    },
    ends() {
      state = { ...state, file: undefined, isFetching: false, isOver: true };
    },
  };
}

test("the amount is of all that is downloaded, and the rest is told once a rate was seen", () => {
  const meter = new DownloadMeter([spark, small, later]);
  const run = pipRun(spark);
  meter.follow(run);

  expect(meter.describe(0)).toBe("asking for the Python packages: 0.0 of 400.0 MB in all");
  run.says("Downloading spark-1.0.tar.gz (300.0 MB)");
  expect(meter.describe(1_000)).toBe("downloading spark-1.0.tar.gz: 0.0 of 400.0 MB in all");
  run.grows(20_000_000);
  expect(meter.describe(2_000)).toBe(
    "downloading spark-1.0.tar.gz: 20.0 of 400.0 MB in all, about 38 s more",
  );
  run.grows(22_000_000);
  expect(meter.describe(11_000)).toBe(
    "downloading spark-1.0.tar.gz: 22.0 of 400.0 MB in all, about 3 min more",
  );
});

test("the rate is that of the last seconds, not of a network that was quicker before", () => {
  const meter = new DownloadMeter([spark]);
  const run = pipRun(spark);
  meter.follow(run);
  run.says("Downloading spark-1.0.tar.gz (300.0 MB)");
  meter.describe(0);
  run.grows(100_000_000);
  meter.describe(10_000);
  run.grows(110_000_000);
  expect(meter.describe(20_000)).toBe(
    "downloading spark-1.0.tar.gz: 110.0 of 300.0 MB in all, about 3 min more",
  );
  // A network that stands still has no rate, and so no rest that one could tell.
  expect(meter.describe(40_000)).toBe("downloading spark-1.0.tar.gz: 110.0 of 300.0 MB in all");
});

test("two runs at once are one amount, and what pip says of a size is worth more than what was thought", () => {
  const meter = new DownloadMeter([spark, small]);
  const [one, other] = [pipRun(spark), pipRun(small)];
  meter.follow(one);
  meter.follow(other);
  one.says("Downloading spark-1.0.tar.gz (310.0 MB)", 10_000_000);
  other.says("Downloading small-1.0-py3-none-any.whl (40.0 MB)", 5_000_000);
  expect(meter.describe(0)).toBe("downloading spark-1.0.tar.gz: 15.0 of 350.0 MB in all");
  other.ends();
  expect(meter.describe(100)).toBe("downloading spark-1.0.tar.gz: 50.0 of 350.0 MB in all");
});

test("what an earlier attempt downloaded is there from the first moment, and is no speed", () => {
  const meter = new DownloadMeter([spark, small]);
  meter.keep([spark]);
  const run = pipRun(small);
  meter.follow(run);
  expect(meter.describe(0)).toBe("asking for the Python packages: 300.0 of 350.0 MB in all");
  run.says("Downloading small-1.0-py3-none-any.whl (50.0 MB)", 25_000_000);
  expect(meter.describe(5_000)).toBe(
    "downloading small-1.0-py3-none-any.whl: 325.0 of 350.0 MB in all, about 5 s more",
  );
});

test("before pip has begun and once it is over the amount is told alone", () => {
  const meter = new DownloadMeter([small, later]);
  expect(meter.describe(0)).toBe("downloading: 0.0 of 100.0 MB in all");
  const run = pipRun(small);
  meter.follow(run);
  run.says("Downloading small-1.0-py3-none-any.whl (50.0 MB)", 50_000_000);
  run.ends();
  expect(meter.describe(100)).toBe("downloaded: 50.0 of 100.0 MB in all");
});

test("while nothing is downloaded no amount is told", () => {
  const meter = new DownloadMeter([spark, small]);
  const run = pipRun(spark, small);
  meter.follow(run);
  run.says("Downloading spark-1.0.tar.gz (300.0 MB)", 300_000_000);
  run.says("Building wheel for spark (pyproject.toml): started");
  expect(meter.describe(0)).toBe("making a wheel of spark");
});

test("without a size of each package no total is made up", () => {
  const meter = new DownloadMeter([spark, pinned("unknown", undefined)]);
  const run = pipRun(spark);
  meter.follow(run);
  run.says("Downloading spark-1.0.tar.gz (300.0 MB)", 10_000_000);
  expect(meter.describe(0)).toBe("downloading spark-1.0.tar.gz: 10.0 MB");
  run.grows(20_000_000);
  expect(meter.describe(5_000)).toBe("downloading spark-1.0.tar.gz: 20.0 MB");
});

test("what pip leaves out is not part of the amount", () => {
  const meter = new DownloadMeter([spark, small]);
  const run = pipRun(spark, small);
  meter.follow(run);
  run.says(`Ignoring small: markers 'python_version < "3.11"' don't match your environment`);
  expect(meter.describe(0)).toBe("asking for the Python packages: 0.0 of 300.0 MB in all");
});
