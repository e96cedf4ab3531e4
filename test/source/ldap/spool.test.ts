import { describe, expect, test } from "vitest";
import { fault, fetched, people, teams } from "./fetched.ts";
import { done, entry, playServer } from "./played-server.ts";

describe("what is written", () => {
  test("is exactly what came: base64 for what is not plain", async () => {
    const values = {
      cn: ["Ännchen", " x", ":", "<", "a\nb", "", "~"],
      objectGUID: [Buffer.from([0xef, 0xbb, 0xbf, 0x80])],
    };
    const { url } = await playServer((asked) => [entry(asked, "cn=Ä,ou=people", values), done(asked)]);
    expect((await fetched({ url })).users.split("\n").slice(1)).toEqual([
      "",
      "dn:: Y249w4Qsb3U9cGVvcGxl",
      "cn:: w4RubmNoZW4=",
      "cn:: IHg=",
      "cn:: Og==",
      "cn:: PA==",
      "cn:: YQpi",
      "cn: ",
      "cn: ~",
      "objectGUID:: 77u/gA==",
      "",
    ]);
  });

  test("holds no password hash, and no photo unless it is mapped", async () => {
    const secrets = {
      userPassword: ["{SSHA}x"],
      unicodePwd: ["y"],
      jpegPhoto: ["z"],
      "userCertificate;binary": ["c"],
    };
    const { url } = await playServer((asked) => [
      entry(asked, "uid=ann", { uid: ["ann"], ...secrets }),
      done(asked),
    ]);
    expect((await fetched({ url })).users).toBe("version: 1\n\ndn: uid=ann\nuid: ann\n");
    const binaries = ["jpegphoto", "userpassword"];
    expect((await fetched({ url }, { binaries })).users).toBe(
      "version: 1\n\ndn: uid=ann\nuid: ann\njpegPhoto: z\n",
    );
  });

  test("cannot be bent by the name of an attribute or by a DN", async () => {
    const bad = await playServer((asked) => [entry(asked, "uid=ann", { "x\ndn": ["uid=eve"] }), done(asked)]);
    expect((await fault(bad))[1]).toMatch(/^entry uid=ann: "x\\ndn" is no name of an attribute/);
    const dn = await playServer((asked) => [entry(asked, "uid=ann\ndn: uid=eve", {}), done(asked)]);
    expect((await fetched(dn)).users.split("\n")).toHaveLength(4);
  });
});

test("the attributes that settings and other sources name are asked for, each once", async () => {
  const { url, asked } = await playServer((asked) => [done(asked)]);
  const groups = {
    ...teams,
    key: "entryUUID",
    primary: "primaryGroupID",
    members: [{ attribute: "memberUid", by: "uid" }],
  } as const;
  await fetched(
    {
      url,
      users: { ...people, key: "entryUUID", memberOf: "memberOf" },
      groups,
      attributes: ["pwdAccountLockedTime"],
    },
    {
      userAliases: ["dn", "mail"],
      groupAliases: ["dn"],
      binaries: ["entryuuid", "jpegphoto", "not an attribute"],
    },
  );
  expect(asked[0]?.attributes).toEqual([
    "*",
    "entryuuid",
    "memberof",
    "primarygroupid",
    "uid",
    "mail",
    "pwdaccountlockedtime",
    "jpegphoto",
  ]);
  expect(asked[1]?.attributes).toEqual([
    "*",
    "entryuuid",
    "cn",
    "memberuid",
    "objectsid",
    "pwdaccountlockedtime",
    "jpegphoto",
  ]);
});
