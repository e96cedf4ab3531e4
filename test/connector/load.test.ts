import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listConnectors, loadConnector, readConnector } from "../../src/connector/load.ts";
import { profileSchema } from "../../src/connector/profile-schema.ts";
import type { JsonObject } from "../../src/canonical.ts";
import { mergeSettings } from "../../src/connector/merge.ts";
import { readYamlFile } from "../../src/yaml/file.ts";
import { connectorFolder, folderWith } from "../config/config-file.ts";

const shipped = await listConnectors(connectorFolder);

describe("shipped profiles", () => {
  test("are listed by name", () => {
    expect(shipped).toEqual(expect.arrayContaining(["docker-hub", "generic", "retool"]));
  });

  test.each(shipped)("%s loads complete", async (name) => {
    const profile = await loadConnector(name, connectorFolder);
    expect(profile.name).toBe(name);
    expect(profile.title).not.toBe("");
    expect(Object.keys(profile).sort()).toEqual([
      "auth",
      "bulk",
      "deactivate",
      "defaults",
      "endpoint",
      "groups",
      "guide",
      "matching",
      "name",
      "pacing",
      "reads",
      "title",
      "users",
      "version",
    ]);
  });

  // What the RFCs leave open, and where a wrong belief does harm: people locked out for good, attributes emptied,
  // members taken for gone. `unknown` is an answer.
  test.each(shipped.filter((name) => name !== "generic"))(
    "%s says itself what only the service can know",
    async (name) => {
      const { files } = await readConnector(name, connectorFolder, ".");
      const said = files
        .filter((file) => file.name !== "generic")
        .reduceRight<JsonObject>((under, { written }) => mergeSettings(under, written), {});
      expect(said).toMatchObject({
        deactivate: { effect: expect.any(String) as string },
        users: { putOmission: expect.any(String) as string },
        groups: { membersReadable: expect.anything() as boolean },
      });
    },
  );

  test("generic states every knob there is, so that no profile can lack one", async () => {
    const { value } = await readYamlFile(join(connectorFolder, "generic.yaml"), "generic.yaml");
    const stated = profileSchema.parse(value);
    for (const section of ["users", "deactivate", "groups", "reads", "matching", "pacing", "bulk"] as const) {
      const known = Object.keys(profileSchema.shape[section].unwrap().shape);
      expect(Object.keys(stated[section] ?? {}).sort(), section).toEqual(known.sort());
    }
  });

  test("docker-hub differs from generic where its documentation does", async () => {
    expect(await loadConnector("docker-hub", connectorFolder)).toMatchObject({
      title: "Docker Hub",
      endpoint: {
        baseUrl: "https://hub.docker.com/v2/scim/2.0",
        discovery: "ignore",
        contentType: "application/scim+json",
      },
      users: { update: "put", multiValued: "byType" },
      groups: { support: "none" },
    });
  });
});

describe("a profile of one's own", () => {
  test("extends a shipped one, or a file beside it, and is merged over it", async () => {
    const folder = await folderWith({
      "mine.yaml":
        "extends: ./base.yaml\nendpoint: { headers: { x-b: '2' } }\ndefaults: { limits: { burst: 2 } }\n",
      "base.yaml": "extends: docker-hub\nendpoint: { headers: { x-a: '1' } }\ngroups: { support: full }\n",
    });
    const profile = await loadConnector("./mine.yaml", connectorFolder, folder);
    expect(profile).toMatchObject({
      name: "mine",
      title: "mine",
      endpoint: { headers: { "x-a": "1", "x-b": "2" }, discovery: "ignore" },
      groups: { support: "full", membersReadable: "unknown" },
      users: { update: "put" },
      defaults: { users: { match: ["userName"] }, limits: { burst: 2 } },
    });
    expect(profile).not.toHaveProperty("extends");
  });

  test("is told all its problems, with places", async () => {
    const folder = await folderWith({
      "mine.yaml": `titel: x
users: { update: post }
groups:
  membersPerRequest: 0
endpoint: { headers: { "a b": x, y: "a\\nb" } }
`,
    });
    const error: unknown = await loadConnector("./mine.yaml", connectorFolder, folder).catch(
      (error: unknown) => error,
    );
    expect((error as Error).message.split("\n")).toEqual([
      "./mine.yaml:1:1 titel: unknown key; did you mean title?",
      './mine.yaml:2:10 users.update: "post" is not known here; write auto, patch or put',
      "./mine.yaml:4:3 groups.membersPerRequest: must be at least 1",
      "./mine.yaml:5:24 endpoint.headers.a b: is not a name a header can have",
      "./mine.yaml:5:34 endpoint.headers.y: holds a line break or a character outside ASCII, which no header may have",
    ]);
  });

  test("may not extend itself in a circle", async () => {
    const folder = await folderWith({ "a.yaml": "extends: ./b.yaml\n", "b.yaml": "extends: ./a.yaml\n" });
    await expect(loadConnector("./a.yaml", connectorFolder, folder)).rejects.toThrow(
      /^\.\/b\.yaml:1:1 extends: profiles extend each other in a circle/,
    );
  });

  test("a name that is not shipped gets the list, and cannot leave the folder", async () => {
    await expect(loadConnector("zzzzzz", connectorFolder)).rejects.toThrow(
      /known here: .*docker-hub,.*generic,.*retool/,
    );
    await expect(loadConnector("../connectors/generic", connectorFolder, "/nonexistent")).rejects.toThrow(
      /there is no such file/,
    );
    await expect(listConnectors("/nonexistent")).rejects.toThrow(/cannot be read/);
  });
});
