#!/usr/bin/env node
const { join } = require("node:path");
const { loadProgram } = require("./program.js");

const { main } = loadProgram(join(__dirname, "..", "dist", "program"));

// What is left should nothing remain to wait for before the end.
process.exitCode = 1;
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
