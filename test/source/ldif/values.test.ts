import { describe, expect, test } from "vitest";
import { firstUser, person, readText, usual } from "./reading.ts";

function base64(...bytes: readonly number[]): string {
  return Buffer.from(bytes).toString("base64");
}

const guid = base64(...Array.from({ length: 16 }, (_, index) => index));

describe("identifiers", () => {
  test("objectGUID as Windows writes it, GUID in the order of its bytes", async () => {
    const user = await firstUser(
      person(`objectGUID:: ${guid}`, `GUID:: ${guid}`, `mS-DS-ConsistencyGuid:: ${guid}`),
    );
    expect(user).toMatchObject({
      objectguid: "03020100-0504-0706-0809-0a0b0c0d0e0f",
      "ms-ds-consistencyguid": "03020100-0504-0706-0809-0a0b0c0d0e0f",
      guid: "00010203-0405-0607-0809-0a0b0c0d0e0f",
    });
  });

  test("objectGUID that a tool wrote out, and one whose bytes look like text", async () => {
    const text = "8F4C2A1E-6B3D-4F5A-9C7E-0123456789AB";
    for (const written of [`: ${text}`, `: {${text}}`, `:: ${Buffer.from(text).toString("base64")}`]) {
      expect(await firstUser(person(`objectGUID${written}`))).toMatchObject({
        objectguid: text.toLowerCase(),
      });
    }
    for (const written of [
      ": abcdefghijklmnop",
      `:: ${Buffer.from("abcdefghijklmnop").toString("base64")}`,
    ]) {
      expect(await firstUser(person(`objectGUID${written}`))).toMatchObject({
        objectguid: "64636261-6665-6867-696a-6b6c6d6e6f70",
      });
    }
  });

  test("objectSid", async () => {
    const sid = base64(
      1,
      5,
      0,
      0,
      0,
      0,
      0,
      5,
      21,
      0,
      0,
      0,
      1,
      0,
      0,
      0,
      2,
      0,
      0,
      0,
      255,
      255,
      255,
      255,
      80,
      4,
      0,
      0,
    );
    expect(await firstUser(person(`objectSid:: ${sid}`))).toMatchObject({
      objectsid: "S-1-5-21-1-2-4294967295-1104",
    });
    expect(await firstUser(person("objectSid: s-1-5-32-544"))).toMatchObject({ objectsid: "S-1-5-32-544" });
    expect(await firstUser(person(`objectSid:: ${base64(1, 5, 0, 0, 0, 0, 0, 5, 21)}`))).not.toHaveProperty(
      "objectsid",
    );
  });

  test("entryUUID and nsUniqueId in lower case", async () => {
    const text = person(
      "entryUUID: DA382A10-7A79-1041-9EE2-95EAC76054A8",
      "nsUniqueId: 3C8A2C03-1DD211B2-80A4C7AB-7A5C0000",
    );
    expect(await firstUser(text)).toMatchObject({
      entryuuid: "da382a10-7a79-1041-9ee2-95eac76054a8",
      nsuniqueid: "3c8a2c03-1dd211b2-80a4c7ab-7a5c0000",
    });
  });

  test("are keys", async () => {
    const users = { ...usual.users, key: "objectGUID" };
    const { users: read } = await readText(person(`objectGUID:: ${guid}`), { users });
    expect(read.map(({ key }) => key)).toEqual(["03020100-0504-0706-0809-0a0b0c0d0e0f"]);
  });
});

const fingerprint = async (content: string, ...binaries: readonly string[]) =>
  (await readText(content, {}, { binaries })).users[0]!.fingerprint;

describe("values that are no text", () => {
  const zeros = base64(0, 0, 0);
  const text = person(
    `jpegPhoto:: ${zeros}`,
    "photo: plain",
    `userCertificate;binary:: ${zeros}`,
    `x-own:: ${base64(255, 254)}`,
    `x-own:: ${Buffer.from("text").toString("base64")}`,
    `x-nul:: ${base64(65, 0, 66)}`,
  );

  test("are not loaded", async () => {
    expect(await firstUser(text)).toEqual({
      dn: "uid=ann,dc=example,dc=org",
      objectclass: "inetOrgPerson",
      uid: "ann",
      "x-own": "text",
    });
  });

  test("are loaded as base64 when they are wanted; texts stay texts", async () => {
    const binaries = ["jpegphoto", "photo", "usercertificate", "x-own", "x-nul", "uid", "objectguid"];
    expect(await firstUser(text, {}, { binaries })).toMatchObject({
      jpegphoto: zeros,
      photo: Buffer.from("plain").toString("base64"),
      usercertificate: zeros,
      "x-own": [base64(255, 254), "text"],
      "x-nul": base64(65, 0, 66),
      uid: "ann",
    });
    expect(await firstUser(person(`objectGUID:: ${guid}`), {}, { binaries })).toMatchObject({
      objectguid: "03020100-0504-0706-0809-0a0b0c0d0e0f",
    });
  });

  test("change no fingerprint and no names unless they are wanted", async () => {
    const other = text.replace(`jpegPhoto:: ${zeros}`, `jpegPhoto:: ${base64(1, 2, 3)}`);
    expect(await fingerprint(other)).toBe(await fingerprint(text));
    expect(await fingerprint(other, "jpegphoto")).not.toBe(await fingerprint(text, "jpegphoto"));
    expect((await readText(text)).names[0]!.users).toEqual(["dn", "objectclass", "uid", "x-own"]);
  });

  test("are there for a filter that asks for any", async () => {
    const users = { key: "uid", filter: "(jpegPhoto=*)" };
    expect((await readText(text, { users })).users).toHaveLength(1);
    expect((await readText(person(), { users })).users).toHaveLength(0);
  });
});

test("hashes of passwords are never loaded, not even when they are wanted", async () => {
  const text = person(
    "userPassword:: e1NTSEF9YWJj",
    "sambaNTPassword: 0CB6948805F797BF2A82807973B89537",
    "unicodePwd:: AAAA",
  );
  expect(Object.keys(await firstUser(text, {}, { binaries: ["userpassword", "unicodepwd"] }))).toEqual([
    "dn",
    "objectclass",
    "uid",
  ]);
});
