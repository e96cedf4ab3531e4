import { expect, test } from "vitest";
import { EntryFiles } from "../../../src/source/ldif/entry-files.ts";
import { temporaryFolder } from "../file/temporary-folder.ts";
import { person } from "./reading.ts";

test("a file that holds one kind is not asked for the other, and each line is told with its file", async () => {
  const write = temporaryFolder();
  const group = "dn: cn=Staff,dc=example,dc=org\ncn: Staff\nmember: uid=ann,dc=example,dc=org\n";
  const file = (name: string, content: string) => ({
    path: write(name, content),
    display: name,
    setting: "source",
  });
  const options = {
    users: { key: "uid", filter: "(&)" },
    groups: { key: "cn", name: "cn", filter: "(&)", members: [{ attribute: "member", by: "dn" }] },
  };
  const context = {
    displayName: (path: string) => path,
    userAliases: [],
    groupAliases: [],
    binaries: [],
    accepted: new Set<never>(),
  };
  const entries = new EntryFiles(options, context, () =>
    Promise.resolve([
      { file: file("users.ldif", person()), holds: "users" },
      { file: file("groups.ldif", group), holds: "groups" },
    ]),
  );
  const seen: string[] = [];
  for await (const batch of entries.records()) {
    seen.push(batch.kind === "names" ? "names" : `${batch.file}: ${batch.kind} ${batch.records.length}`);
  }
  for await (const { file, memberships } of entries.memberships())
    seen.push(`${file}: ${memberships.length}`);
  expect(seen).toEqual(["users.ldif: users 1", "groups.ldif: groups 1", "names", "groups.ldif: 1"]);
});
