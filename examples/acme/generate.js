#!/usr/bin/env node
/**
 * Writes three days of the directory of Acme, an invented company: `node examples/acme/generate.js [FOLDER]`.
 * The same files come out each time; the folder is that of this file unless another is named.
 */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { buildMonday } from "./monday.js";
import { personMaker } from "./people.js";
import { seededRandom } from "./random.js";
import { buildTuesday, buildWednesday } from "./story.js";

/** @typedef {import("./monday.js").Day} Day */

const peopleColumns = [
  "employee_id",
  "first_name",
  "last_name",
  "email",
  "title",
  "department",
  "location",
  "phone",
  "manager_id",
  "status",
];

const random = seededRandom(20_270_104);
const maker = personMaker(random);
const { day: monday, stars } = buildMonday(random, maker);
const tools = { random, maker, stars };
const tuesday = buildTuesday(monday, tools);
const wednesday = buildWednesday(tuesday, monday, tools);

const folder = process.argv[2] ?? import.meta.dirname;
for (const [name, day] of Object.entries({ monday, tuesday, wednesday })) {
  await writeDay(path.join(folder, name), day);
}

/** @param {string} folder @param {Day} day */
async function writeDay(folder, day) {
  await mkdir(folder, { recursive: true });
  const people = [...day.people.values()].sort((a, b) => (a.employee_id < b.employee_id ? -1 : 1));
  await writeTable(path.join(folder, "people.csv"), [
    [...peopleColumns],
    ...people.map((person) => peopleColumns.map((column) => person[column])),
  ]);
  await writeTable(path.join(folder, "groups.csv"), [
    ["group_id", "name", "parent"],
    ...[...day.groups].map(([key, { name, parents }]) => [key, name, parents.join(";")]),
  ]);
  await writeTable(path.join(folder, "memberships.csv"), [
    ["group_id", "employee_id"],
    ...[...day.members].flatMap(([key, members]) => [...members].sort().map((member) => [key, member])),
  ]);
}

/** RFC 4180, with line feeds, so that git shows differences line by line. @param {string} file @param {string[][]} rows */
async function writeTable(file, rows) {
  await writeFile(file, rows.map((row) => `${row.map(cell).join(",")}\n`).join(""));
}

/** @param {string} value */
function cell(value) {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
