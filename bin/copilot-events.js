#!/usr/bin/env node
const { enableCompileCache } = require('node:module');

// Node 22.8 and later keep the compiled code for the next start, in their own folder of temporary files.
enableCompileCache?.();
const { main } = require('../dist/cli.cjs');

// Unless it is known how the run ended, it failed.
process.exitCode = 2;
main(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
