import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatProblem } from "../../src/errors.ts";
import { readFacts } from "../../src/connector/facts.ts";
import { readConnector, readConnectors } from "../../src/connector/load.ts";
import type { ProfileFile } from "../../src/connector/profile-file.ts";
import { formatPath } from "../../src/yaml/position.ts";
import { connectorFolder, folderWith } from "../config/config-file.ts";

async function fileOf(text: string): Promise<ProfileFile> {
  const folder = await folderWith({ "mine.yaml": text });
  const { files } = await readConnector(join(folder, "mine.yaml"), connectorFolder, folder);
  return { ...files[0]!, yaml: { ...files[0]!.yaml, shownAs: "mine.yaml" } };
}

/** `path: where, where`, a line a fact. */
async function sourced(text: string): Promise<readonly string[]> {
  const { facts, problems, unsourced } = readFacts(await fileOf(text));
  expect([...problems, ...unsourced].map(formatProblem)).toEqual([]);
  return facts.map(
    ({ path, sources }) =>
      `${formatPath(path)}: ${sources.map(({ confidence, where, remark }) => [confidence, where, remark].join(" ").trim()).join(", ")}`,
  );
}

async function complaints(text: string): Promise<readonly string[]> {
  const { problems, unsourced } = readFacts(await fileOf(text));
  return [...problems, ...unsourced].toSorted((a, b) => a.line! - b.line!).map(formatProblem);
}

describe("sources are read from the comments", () => {
  test("above a key, a list item, a section for all in it; the nearest wins", async () => {
    const found = await sourced(`# A service.
title: x
# source: [vendor] https://v.example/users
users:
  # What PUT does.
  # source: [idp-doc] github:o/r docs/a.md
  # source: [observed] mine 1.0: left out,
  # and gone
  putOmission: clears
  update: put

deactivate:
  effect: unknown
guide:
  docs: [https://v.example/]
  # source: [vendor] https://v.example/first
  before:
    - one # source: not here
    # source: [secondary] a book
    - two
defaults:
  users:
    # source: [idp-doc] https://i.example/mapping
    attributes:
      userName: "\${user.email}"
      emails:
        # source: [vendor] https://v.example/mail
        - value: "\${user.email}"
          type: work
`);
    expect(found).toEqual([
      "title: ",
      "guide.docs[0]: ",
      "guide.before[0]: vendor https://v.example/first",
      "guide.before[1]: secondary a book",
      "users.update: vendor https://v.example/users",
      "users.putOmission: idp-doc github:o/r docs/a.md, observed mine 1.0 left out, and gone",
      "deactivate.effect: ",
      "defaults.users.attributes.userName: idp-doc https://i.example/mapping",
      "defaults.users.attributes.emails: vendor https://v.example/mail",
    ]);
  });

  test("a map in braces is one line, and its parts may have sources of their own on lines of their own", async () => {
    const found = await sourced(`pacing:
  # source: [vendor] https://v.example/limits
  retryAfter: { header: X-Wait, form: unix }
users:
  rules:
    # source: [vendor] https://v.example/names
    userName: { required: true, maxLength: 64 }
    # source: [observed] mine 1.0
    title:
      maxLength: 10
`);
    expect(found).toEqual([
      "users.rules: vendor https://v.example/names, observed mine 1.0",
      "pacing.retryAfter.header: vendor https://v.example/limits",
      "pacing.retryAfter.form: vendor https://v.example/limits",
    ]);
  });

  test("not from text that looks like one, from above another line, or from the head of the file", async () => {
    const found = await complaints(`# source: [vendor] https://v.example/

endpoint:
  # source: [vendor] https://v.example/type

  contentType: application/json
guide:
  # source: [vendor] https://v.example/
  notes:
    - |
      # source: [vendor] https://v.example/
  limits: ["# one"]
`);
    expect(found).toEqual([
      "mine.yaml:1 this source belongs to nothing; write it on the line above a key or an item of a list",
      "mine.yaml:4 this source belongs to nothing; write it on the line above a key or an item of a list",
      "mine.yaml:6:3 endpoint.contentType: has no source; write # source: [vendor] https://… on the line above it",
      "mine.yaml:12:12 guide.limits[0]: has no source; write # source: [vendor] https://… on the line above it",
    ]);
  });

  test("what cannot be looked up is told, with its place", async () => {
    const found = await complaints(`users:
  # source: [sure] https://v.example/
  update: put
  # source: https://v.example/
  putOmission: clears
  # source: [vendor]
  create: new
  # source: [vendor] the manual
  created: active
  # source: [standard] the RFC
  externalId: kept
`);
    expect(found.filter((line) => !line.includes("has no source"))).toEqual([
      'mine.yaml:2 users.update: "sure" does not tell how sure a fact is; write one of standard, vendor, mirror, idp-doc, observed, secondary, inferred',
      "mine.yaml:4 users.putOmission: this source does not say how sure it is; write # source: [vendor] https://…",
      "mine.yaml:6 users.create: this source does not say where; write # source: [vendor] https://…",
      "mine.yaml:8 users.created: documentation is named by its address or as host:owner/repo path; a copy of it is [mirror]",
      "mine.yaml:10 users.externalId: a standard is named by its number, such as RFC 7644 section 3.6",
    ]);
  });
});

const shipped = await readConnectors(connectorFolder);
const byName = shipped.map(({ files }) => [files[0]!.name, files[0]!] as const);

/** What generic says are our defaults, not facts about a service. */
test.each(byName)("every fact of connectors/%s.yaml has a source that can be looked up", (name, file) => {
  const { problems, unsourced } = readFacts(file);
  const found = name === "generic" ? problems : [...problems, ...unsourced];
  expect(found.map((problem) => `connectors/${formatProblem(problem)}`)).toEqual([]);
});
