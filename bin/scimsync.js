#!/usr/bin/env node
const path = require("node:path");
const { loadProgram } = require("./program.js");

async function run() {
  const { main } = loadProgram(path.join(__dirname, "..", "dist", "program"));
  // What stays should there be nothing left to wait for before the end.
  process.exitCode = 1;
  process.exitCode = await main(process.argv.slice(2));
}

void run();
