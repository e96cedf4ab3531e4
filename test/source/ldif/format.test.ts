import { describe, expect, test } from "vitest";
import { firstUser, ldifSource, person, readAll, readText, refusal } from "./reading.ts";

const lines = 'lines are "name: value", and a line that goes on begins with a space';

describe("what is read", () => {
  test("comments, also folded ones, anywhere", async () => {
    const text = `# one\n two: three\nversion: 1\n# four\n\n\n${person("# mail: no\n goes on: no", "mail: yes")}\n# end`;
    expect(await firstUser(text)).toEqual({
      dn: "uid=ann,dc=example,dc=org",
      objectclass: "inetOrgPerson",
      uid: "ann",
      mail: "yes",
    });
  });

  test("the version straight above the first entry, and none", async () => {
    for (const head of ["version: 1\n", "version:1\n\n\n", "", "\n\n"]) {
      expect((await readText(head + person())).users).toHaveLength(1);
    }
  });

  test("folds anywhere in a line", async () => {
    const text = person(
      "ma",
      " il",
      " :",
      "  x",
      " @example.org",
      "descrip",
      " tion:",
      " : ",
      "  QW",
      " 5u",
      " ",
      "sn: a",
      "  b",
    );
    expect(await firstUser(text)).toMatchObject({ mail: "x@example.org", description: "Ann", sn: "a b" });
  });

  test("names without case, values trimmed, empty ones left out, none twice told from two", async () => {
    const text = person("MAIL:a", "Mail:   b  ", "sn:", "title:: ", "note: :x", "l: <y", "c:: w7w=", "st: ü");
    expect(await firstUser(text)).toEqual({
      dn: "uid=ann,dc=example,dc=org",
      objectclass: "inetOrgPerson",
      uid: "ann",
      mail: ["a", "b"],
      note: ":x",
      l: "<y",
      c: "ü",
      st: "ü",
    });
  });

  test("attributes with options stand by themselves, but for ;binary and a whole range", async () => {
    const text = person(
      "cn: A",
      "CN;lang-DE: B",
      "cn;lang-de;x-a: C",
      "cn;x-a;lang-de: D",
      "o;range=0-*: E",
      "userCertificate;binary:: AAAA",
    );
    expect(await firstUser(text)).toMatchObject({
      cn: "A",
      "cn;lang-de": "B",
      "cn;lang-de;x-a": ["C", "D"],
      o: "E",
    });
    expect(await firstUser(text)).not.toHaveProperty("usercertificate");
  });

  test("a DN in base64", async () => {
    const dn = Buffer.from("uid=zoë,dc=example,dc=org").toString("base64");
    expect(await firstUser(person().replace("dn: uid=ann,dc=example,dc=org", `dn:: ${dn}`))).toMatchObject({
      dn: "uid=zoë,dc=example,dc=org",
    });
  });

  test("a last line without a newline when it is not cut for sure", async () => {
    for (const last of ["mail: ann@exam", "mail:: QW5u", "mail:: QW5u\n QW5u", "jpegPhoto:: QW5u\n QW5u"]) {
      expect((await readText(person(last).trimEnd())).users).toHaveLength(1);
    }
  });

  test("an export of nothing", async () => {
    const { users, names } = await readText("version: 1\n");
    expect(users).toEqual([]);
    expect(names).toEqual([{ kind: "names", stated: false, users: ["dn"], groups: ["dn", "name"] }]);
  });

  test("each entry has the line of its dn", async () => {
    const { users } = await readText(`version: 1\n\n# x\n${person("a:", " b")}\n\n\n# y\n${person()}`);
    expect(users.map(({ line }) => line)).toEqual([4, 13]);
  });

  test("files in the order they are named, each with its own lines", async () => {
    const source = ldifSource(person());
    const { users } = await readAll(source);
    expect(users).toHaveLength(1);
    expect(await source.files()).toHaveLength(1);
    expect(source.name).toBe("ldif people.ldif");
  });

  test("an entry of many thousand values and a value of a megabyte", async () => {
    const members = Array.from({ length: 60_000 }, (_, index) => `member: uid=u${index},dc=example,dc=org`);
    const group = ["dn: cn=g,dc=example,dc=org", "objectClass: groupOfNames", "cn: g", ...members, ""].join(
      "\n",
    );
    const { groups, memberships } = await readText(`${group}\n${person(`note: ${"x".repeat(1_000_000)}`)}`);
    expect(groups).toHaveLength(1);
    expect(memberships).toHaveLength(60_000);
    expect(memberships.at(-1)).toBe("g < dn uid=u59999,dc=example,dc=org");
  });
});

describe("what is refused", () => {
  test.each([
    ["an empty file", "", ["people.ldif the file is empty; an export of nothing has its head at least"]],
    ["a line without a colon", person("mail"), [`people.ldif:4 there is no ":" in "mail"; ${lines}`]],
    [
      "names that are none",
      person("ma il: x", ": y", "é: z"),
      [
        `people.ldif:4 "ma il" is no name of an attribute; ${lines}`,
        `people.ldif:5 "" is no name of an attribute; ${lines}`,
        `people.ldif:6 "é" is no name of an attribute; ${lines}`,
      ],
    ],
    [
      "names that reach into objects",
      person("__proto__: x", "Constructor: y"),
      [
        expect.stringMatching(/^people\.ldif:4 "__proto__" is no name/),
        'people.ldif:5 an attribute named "constructor" is not allowed',
      ],
    ],
    [
      "a continuation of nothing",
      `version: 1\n\n  x\n${person()}`,
      ["people.ldif:3 this line begins with a space, but there is none above that it continues"],
    ],
    [
      "lines of no entry, once",
      `uid: ann\nmail: x\n\nsn: y\n\n${person()}\nsn: y\n`,
      [
        'people.ldif:1 an entry begins with "dn:", and this line belongs to none',
        'people.ldif:4 an entry begins with "dn:", and this line belongs to none',
        'people.ldif:10 an entry begins with "dn:", and this line belongs to none',
      ],
    ],
    [
      "two entries without a blank line",
      `${person()}${person()}`,
      ['people.ldif:4 a second "dn:" in the entry of line 1; a blank line stands between entries'],
    ],
    [
      "base64 that is none",
      person("mail:: QW5u!QW5", "sn:: QW5", "title:: QQ==QQ=="),
      [
        "people.ldif:4 this value is said to be base64 (::), but it is not",
        "people.ldif:5 base64 comes in fours of characters, and this value ends within one; was the file cut short?",
        "people.ldif:6 this value is said to be base64 (::), but it is not",
      ],
    ],
    [
      "a key in bad base64, which is not missing besides",
      person().replace("uid: ann", "uid:: ann"),
      [
        "people.ldif:3 base64 comes in fours of characters, and this value ends within one; was the file cut short?",
      ],
    ],
    [
      "a part of a range",
      person("memberOf;range=0-1499: cn=a"),
      [
        'people.ldif:4 "memberOf;range=0-1499" is a part of the values only; export with ranges followed to the one that ends in "-*"',
      ],
    ],
    [
      "another version",
      `version: 2\n\n${person()}`,
      ["people.ldif:1 LDIF of version 2 is not known; 1 is (RFC 2849)"],
    ],
    [
      "a control",
      person().replace("objectClass", "control: 1.2.3 true\nobjectClass"),
      [expect.stringMatching(/^people\.ldif:2 this is a list of changes, not a directory/)],
    ],
    [
      "entries beside additions",
      `${person()}\n${person().replace("objectClass", "changetype: add\nobjectClass")}`,
      ['people.ldif:5 some records say "changetype: add" and some do not; a directory has one kind only'],
    ],
    [
      "a DN that is none",
      person().replace("dn: uid=ann,dc=example,dc=org", "dn: ann"),
      ['people.ldif:1 "ann" is no DN (RFC 4514)'],
    ],
    [
      "a file cut in a name",
      person("mail").trimEnd(),
      ["people.ldif:4 the file ends in the middle of this line; was it cut short?"],
    ],
    [
      "a file cut in base64",
      person("cn:: QW5uQW", " 5uQ").trimEnd(),
      [
        "people.ldif:4 base64 comes in fours of characters, and this value ends within one; was the file cut short?",
      ],
    ],
    [
      "a file cut in base64 that is not kept",
      person("jpegPhoto:: QW5uQW", " 5uQW5uQW", " 5uQW5").trimEnd(),
      [
        "people.ldif:4 base64 comes in fours of characters, and this value ends within one; was the file cut short?",
      ],
    ],
    [
      "bytes that are no UTF-8, where they are",
      Buffer.concat([Buffer.from(person("cn: Z")), Buffer.from([0xfc, 0x0a])]),
      [expect.stringMatching(/^people\.ldif:5:1 the byte 0xFC is not UTF-8/)],
    ],
    ["no LDIF at all", '{"users": []}\n', [expect.stringMatching(/^people\.ldif:1 /)]],
  ])("%s", async (_what, content, problems) => {
    expect(await refusal(content)).toEqual(problems);
  });

  test("a line that does not end", async () => {
    expect(await refusal(person(`mail: ${"x".repeat(17_000_000)}`))).toEqual([
      "people.ldif:4 this line is longer than 16 MB; is it LDIF?",
    ]);
  });

  test("an entry that does not end", async () => {
    const line = `mail: ${"x".repeat(10_000_000)}`;
    expect(await refusal(person(...Array<string>(7).fill(line)))).toEqual([
      "people.ldif:1 this entry is longer than 64 MB",
    ]);
    const folded = Array<string>(7).fill(` ${"x".repeat(10_000_000)}`);
    expect(await refusal(person("mail: x", ...folded))).toEqual([
      "people.ldif:4 this entry is longer than 64 MB",
    ]);
  });

  test("more names than any directory has", async () => {
    const names = Array.from({ length: 10_001 }, (_, index) => `a${index}: x`);
    const problems = await refusal(person(...names));
    expect(problems[0]).toMatch(
      /^people\.ldif:\d+ the file has more than 10,000 names of attributes; is it damaged\?$/,
    );
  });

  test("twenty problems are told of, and how many more there are", async () => {
    const problems = await refusal(person(...Array<string>(30).fill("no colon")));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe("people.ldif and 10 more");
  });
});

test("proofs: rows, and the last newline", async () => {
  const two = `${person()}\n${person()}`;
  const counted = { proof: { trailer: "# {rows} entries" } };
  expect((await readText(`${two}\n# 2 entries\n`, counted)).users).toHaveLength(2);
  expect(await refusal(`${two}\n# 3 entries\n`, counted)).toEqual([
    expect.stringContaining("the file has 2 records, but its trailer says 3"),
  ]);
  expect(await refusal(two.trimEnd(), { proof: { finalNewline: true } })).toHaveLength(1);
});
