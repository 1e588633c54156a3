// Preloaded with `node -r` by the npm scripts: an older Node cannot even read the TypeScript files (it stops with
// ERR_UNKNOWN_FILE_EXTENSION), so what a person sees is decided here, in syntax that every Node understands.
"use strict";

const { existsSync } = require("node:fs");
const { join } = require("node:path");

const oldest = 24;

function stop(sentence) {
  process.stderr.write(`Set-up: ${sentence}\n`);
  process.exit(1);
}

if (!existsSync(join(__dirname, "..", "node_modules", ".package-lock.json"))) {
  stop("the packages are not installed; run `npm ci` first");
}
if (Number(process.versions.node.split(".")[0]) < oldest) {
  stop(
    `this needs Node ${oldest} or later and found ${process.version} at ${process.execPath}; ` +
      "run `npm ci`, which brings its own Node, and start through npm (`npm run demo`, `npm test`)",
  );
}
