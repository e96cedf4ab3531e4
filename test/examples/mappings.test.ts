import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { runIn } from "../cli/in-process.ts";
import { root } from "./program.ts";

const folder = path.join(root, "examples", "mappings");
const secrets = {
  DOCKER_SCIM_TOKEN: "x",
  RETOOL_SCIM_TOKEN: "x",
  OCI_CLIENT_SECRET: "x",
  PENDO_API_KEY: "x",
  MY_APP_SCIM_TOKEN: "x",
};

test("there is one for each guide", () => {
  expect(readdirSync(folder).toSorted()).toEqual([
    "active-directory",
    "docker-hub",
    "oracle-cloud",
    "pendo",
    "retool",
  ]);
});

describe.each(readdirSync(folder))("%s", (name) => {
  const here = path.join(folder, name);
  const files = readdirSync(here);

  test("is valid, with its data", async () => {
    expect(await runIn(here, ["validate"], secrets)).toMatchObject({ code: 0, stderr: "" });
  });

  test("its mapping tests pass", async () => {
    const { code, stdout } = await runIn(here, ["test-mapping"]);
    expect(stdout).toMatch(/\n[4-9] passed, 0 failed\n$/);
    expect(code).toBe(0);
  });

  test("its mapping gives accounts to some of its people, and can be told for all of them", async () => {
    const { code, stdout } = await runIn(here, ["map", "--json"]);
    expect(code).toBe(0);
    const { targets } = JSON.parse(stdout) as { targets: { records: { outcome: string }[] }[] };
    expect(targets[0]!.records.length).toBeGreaterThan(1);
    expect(targets[0]!.records.every(({ outcome }) => outcome === "desired")).toBe(true);
  });

  test("leaves nothing beside the files that are shipped, and names no machine", () => {
    expect(readdirSync(here)).toEqual(files);
    for (const file of files)
      expect(readFileSync(path.join(here, file), "utf8")).not.toMatch(/\/(?:work|tmp|home)\//);
  });
});

test("Docker Hub gets the e-mail address and the two names, and nothing else", async () => {
  const { stdout } = await runIn(path.join(folder, "docker-hub"), ["map", "1001", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    targets: [
      {
        records: [
          {
            resource: {
              userName: "zoe.lindqvist@example.com",
              name: { givenName: "Zoë", familyName: "Lindqvist" },
              active: true,
            },
          },
        ],
      },
    ],
  });
});

test("a manager in Active Directory is the account with that DN", async () => {
  const key = "8f0c9a1e-6b3d-4f5a-9c7e-012345678901";
  const { stdout } = await runIn(path.join(folder, "active-directory"), ["map", key]);
  expect(stdout).toMatch(/manager\.value +\(id of 6f9619ff-8b86-4011-b42d-00c04fc964ff\)$/m);
});
