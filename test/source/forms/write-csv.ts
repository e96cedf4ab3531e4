import type { People } from "./people.ts";

/** The files of a directory, by name. */
export type FormFiles = Readonly<Record<string, string>>;

export const csvSource = `
  type: csv
  users: { file: people.csv, key: employeeNumber, lists: { telephoneNumber: "|" } }
  groups: { file: groups.csv, key: cn, name: description, parent: { column: parent, separator: " " } }
  memberships: { file: memberships.csv, group: cn, member: employeeNumber }`;

export function toCsv({ people, teams }: People): FormFiles {
  const columns = [
    "employeeNumber",
    "uid",
    "givenName",
    "sn",
    "mail",
    "title",
    "departmentNumber",
    "telephoneNumber",
    "manager",
  ] as const;
  const parents = (cn: string) => teams.filter(({ nested }) => nested.includes(cn)).map((team) => team.cn);
  return {
    "people.csv": table([
      columns,
      ...people.map((one) =>
        columns.map((name) => (name === "telephoneNumber" ? one[name].join("|") : (one[name] ?? ""))),
      ),
    ]),
    "groups.csv": table([
      ["cn", "description", "parent"],
      ...teams.map(({ cn, description }) => [cn, description, parents(cn).join(" ")]),
    ]),
    "memberships.csv": table([
      ["cn", "employeeNumber"],
      ...teams.flatMap(({ cn, members }) => members.map((member) => [cn, member])),
    ]),
  };
}

function table(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quote).join(",")}\n`).join("");
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
