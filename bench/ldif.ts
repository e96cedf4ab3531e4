/**
 * Entries a second of our LDIF reader beside a bare pass over the text and a plain parser on readline, each with its
 * peak memory in a process of its own.
 *
 *   npx tsc -p tsconfig.json --noEmit false --outDir node_modules/.cache/bench
 *   node node_modules/.cache/bench/bench/ldif.js [entries]
 */
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { stampFile } from "../src/source/file/still-file.ts";
import { readText } from "../src/source/file/text-file.ts";
import { ProblemList } from "../src/source/file/problem-list.ts";
import { readEntries } from "../src/source/ldif/read-entries.ts";
import { createLdifSource } from "../src/source/ldif/ldif-source.ts";
import type { DirectorySource } from "../src/source/source.ts";
import { measureRun } from "./measured-run.ts";

/** The bar for a whole read. */
const limitMb = 300;
const groupSize = 100;

function person(index: number): string {
  const [given, family] = [["Ann", "José", "Мария", "李", "Zoë"][index % 5]!, `Lee ${index % 9_973}`];
  const manager = index === 0 ? "" : `\nmanager: uid=u${Math.floor(index / 10)},ou=people,dc=example,dc=org`;
  return `dn: uid=u${index},ou=people,dc=example,dc=org
objectClass: top
objectClass: person
objectClass: inetOrgPerson
uid: u${index}
${line("cn", `${given} ${family}`)}
sn: ${family}
${line("givenName", given)}
mail: u${index}@example.org
mail: alias.${index}@example.org
employeeNumber: ${100_000 + index}
departmentNumber: D${index % 120}
title: Engineer of the ${index % 300}th department, with a title long enough to b
 e folded
preferredLanguage: en-US${manager}
modifyTimestamp: 202611220435${10 + (index % 50)}Z
`;
}

function line(name: string, value: string): string {
  return /^\p{ASCII}*$/u.test(value)
    ? `${name}: ${value}`
    : `${name}:: ${Buffer.from(value).toString("base64")}`;
}

function group(index: number): string {
  const members = Array.from(
    { length: groupSize },
    (_, member) => `member: uid=u${index * groupSize + member},ou=people,dc=example,dc=org\n`,
  );
  return `dn: cn=g${index},ou=groups,dc=example,dc=org\nobjectClass: groupOfNames\ncn: g${index}\n${members.join("")}`;
}

async function writeDirectory(file: string, entries: number): Promise<void> {
  const out = createWriteStream(file);
  for (let from = 0; from < entries; from += groupSize) {
    const people = Array.from({ length: Math.min(groupSize, entries - from) }, (_, index) =>
      person(from + index),
    );
    if (!out.write(`${people.join("\n")}\n`)) await once(out, "drain");
  }
  out.end();
  await finished(out);
}

async function writeGroups(file: string, entries: number): Promise<void> {
  const out = createWriteStream(file);
  for (let index = 0; index < entries / groupSize; index += 1) {
    if (!out.write(`${group(index)}\n`)) await once(out, "drain");
  }
  out.end();
  await finished(out);
}

async function barePass(file: string): Promise<number> {
  const named = { path: file, display: file, setting: "file" };
  let entries = 0;
  let newline = -2;
  for await (const { text } of readText(named, await stampFile(named), {})) {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
      if (at === newline + 1) entries += 1;
      newline = at;
    }
    newline -= text.length;
  }
  return entries;
}

/** What one would write in an hour: no folding of names, no checks, no fingerprints. */
async function plainParser(file: string): Promise<number> {
  let entries = 0;
  let entry = new Map<string, string[]>();
  let pending = "";
  function take(line: string): void {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const encoded = line[colon + 1] === ":";
    const value = line.slice(colon + (encoded ? 2 : 1)).trim();
    const text = encoded ? Buffer.from(value, "base64").toString() : value;
    const values = entry.get(name);
    if (values === undefined) entry.set(name, [text]);
    else values.push(text);
  }
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line.startsWith(" ")) {
      pending += line.slice(1);
      continue;
    }
    if (pending !== "") take(pending);
    pending = line;
    if (line !== "") continue;
    if (entry.has("uid")) entries += 1;
    entry = new Map();
  }
  return entries;
}

async function parseEntries(file: string): Promise<number> {
  const named = { path: file, display: file, setting: "file" };
  const stamped = { file: named, stamp: await stampFile(named) };
  let entries = 0;
  const options = { binaries: [], bases: [] };
  for await (const page of readEntries(stamped, {}, options, new ProblemList(file))) entries += page.length;
  return entries;
}

function sourceOf(file: string): DirectorySource {
  const groups = {
    key: "cn",
    name: "cn",
    filter: "(objectClass=groupOfNames)",
    members: [{ attribute: "member", by: "dn" }],
  };
  const users = {
    key: "employeeNumber",
    filter: "(objectClass=inetOrgPerson)",
    base: "ou=people,dc=example,dc=org",
  };
  const files = file.split(",");
  const context = {
    displayName: (path: string) => path,
    userAliases: ["dn"],
    groupAliases: ["dn"],
    binaries: [],
    accepted: new Set<never>(),
  };
  return createLdifSource({ type: "ldif", files, users, groups }, context);
}

async function readRecords(file: string): Promise<number> {
  let entries = 0;
  for await (const batch of sourceOf(file).records()) {
    if (batch.kind === "users") entries += batch.records.length;
  }
  return entries;
}

async function readAttributes(file: string): Promise<number> {
  let entries = 0;
  for await (const batch of sourceOf(file).records()) {
    if (batch.kind !== "users") continue;
    for (const record of batch.records) entries += record.attributes()["uid"] === undefined ? 0 : 1;
  }
  return entries;
}

async function readMemberships(files: string): Promise<number> {
  let entries = 0;
  for await (const { memberships } of sourceOf(files).memberships()) entries += memberships.length;
  return entries;
}

const passes: Readonly<Record<string, (file: string) => Promise<number>>> = {
  "bare pass": barePass,
  "our parser": parseEntries,
  "our records": readRecords,
  "our records, built": readAttributes,
  "our memberships": readMemberships,
  "plain parser": plainParser,
};

interface Passed {
  readonly entries: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function runPass(name: string, file: string): Promise<void> {
  const began = performance.now();
  const entries = await passes[name]!(file);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ entries, seconds, cpuSeconds: (user + system) / 1e6 }));
}

async function measure(name: string, folder: string, file: string, expected: number): Promise<boolean> {
  const run = await measureRun(fileURLToPath(import.meta.url), folder, [name, file], {});
  if (run.code !== 0) throw new Error(`${name} failed\n${run.stderr}`);
  const { entries, seconds, cpuSeconds } = JSON.parse(run.stdout) as Passed;
  if (entries !== expected) throw new Error(`${name} gave ${entries} of ${expected}`);
  const rate = `${Math.round(entries / seconds)} a second`.padStart(18);
  const cost = `${((cpuSeconds * 1e6) / entries).toFixed(1)} µs of CPU each`;
  console.log(`${name.padEnd(20)} ${rate}, ${cost}, peak ${run.peakMb.toFixed(0)} MB`);
  return run.peakMb <= limitMb || name === "plain parser";
}

async function compare(entries: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "scimsync-bench-"));
  try {
    const [people, groups] = [join(folder, "people.ldif"), join(folder, "groups.ldif")];
    await writeDirectory(people, entries);
    await writeGroups(groups, entries);
    console.log(`${entries} entries, ${Math.round((await stat(people)).size / 1e6)} MB`);
    for (const name of Object.keys(passes)) {
      const file = name === "our memberships" ? `${people},${groups}` : people;
      if (!(await measure(name, folder, file, entries))) process.exitCode = 1;
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

const [first = "1000000", file] = process.argv.slice(2);
if (file === undefined) await compare(Number(first));
else await runPass(first, file);
