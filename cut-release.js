#!/usr/bin/env node
/**
 * Part of `npm version`: gives what is unreleased in CHANGELOG.md the version of package.json and today's date. The
 * command that comes with keep-a-changelog would write links to a repository that it guesses.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parser } from "keep-a-changelog";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const changelog = parser(readFileSync("CHANGELOG.md", "utf8"));
const unreleased = changelog.findRelease();
if (unreleased === undefined || unreleased.isEmpty()) {
  console.error("CHANGELOG.md has nothing under Unreleased: there is nothing to release");
  process.exitCode = 1;
} else {
  unreleased.setVersion(version);
  unreleased.setDate(new Date());
  writeFileSync("CHANGELOG.md", changelog.toString());
}
