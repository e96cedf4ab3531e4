import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";

/** How large a made-up directory is. */
export interface DirectorySize {
  readonly users: number;
  readonly groups: number;
  readonly memberships: number;
}

const columns =
  "employee_id,email,first_name,last_name,title,department,manager_id,phone,office,city,country,cost_center,start_date,kind,notes";

/** How one and the same directory may be written. */
export interface Writing {
  /** `rotated`: the first record of each file comes last. As made when left out. */
  readonly order?: "rotated" | "reversed";
  /** So many users, evenly spread, have another title than as made. */
  readonly changed?: number;
}

/** Writes people.csv (15 columns), groups.csv and memberships.csv. */
export async function writeBigDirectory(
  folder: string,
  { users, groups, memberships }: DirectorySize,
  { order, changed = 0 }: Writing = {},
): Promise<void> {
  const at = (index: number, count: number) => {
    if (order === "rotated") return (index + 1) % count;
    return order === "reversed" ? count - 1 - index : index;
  };
  const every = changed === 0 ? Infinity : Math.floor(users / changed);
  await writeLines(join(folder, "people.csv"), columns, users, (index) => {
    const number = at(index, users);
    const isChanged = number % every === 0 && number / every < changed && changed > 0;
    return personRow(number, users, isChanged ? "New title" : "Title");
  });
  await writeLines(join(folder, "groups.csv"), "group_id,name", groups, (index) => {
    const number = at(index, groups);
    return `g${number},Group ${number}`;
  });
  await writeLines(join(folder, "memberships.csv"), "group_id,employee_id", memberships, (index) => {
    const number = at(index, memberships);
    // Each round over the users puts them into other groups than the round before.
    const round = Math.floor(number / users);
    return `g${(number + round * 7) % groups},${keyOf(number % users)}`;
  });
}

function keyOf(number: number): string {
  return `e${String(number).padStart(7, "0")}`;
}

function personRow(number: number, users: number, title: string): string {
  const key = keyOf(number);
  const manager = number < 10 ? "" : keyOf(Math.floor(number / 10));
  const names = `First${number % 5_000},"Last, ${number % 20_000}"`;
  const place = `Office ${number % 40},City ${number % 90},${["DE", "FR", "US", "JP"][number % 4]}`;
  const job = `${title} ${number % 300},Department ${number % 120},${manager}`;
  const rest = `CC${number % 800},20${10 + (number % 15)}-0${1 + (number % 9)}-15,employee,note ${number} of ${users}`;
  return `${key},${key}@example.com,${names},${job},+49 30 ${1_000_000 + number},${place},${rest}`;
}

async function writeLines(
  file: string,
  header: string,
  count: number,
  line: (index: number) => string,
): Promise<void> {
  const out = createWriteStream(file);
  out.write(`${header}\n`);
  for (let from = 0; from < count; from += 1_000) {
    const page = Array.from({ length: Math.min(1_000, count - from) }, (_, index) => line(from + index));
    if (!out.write(`${page.join("\n")}\n`)) await once(out, "drain");
  }
  out.end();
  await finished(out);
}

/** What may differ in a config. */
export interface BigTarget {
  /** A profile by name or path. */
  readonly connector?: string;
  readonly concurrency?: number;
  /** In place of no limit at all. */
  readonly requestsPerSecond?: number;
}

/** A config that pushes all of it to each of the targets: `app`, or those named, each a tenant of its own. */
export function bigConfig(
  baseUrl: string,
  target: BigTarget = {},
  names: readonly string[] = ["app"],
): string {
  return `source:
  type: csv
  users: { file: people.csv, key: employee_id }
  groups: { file: groups.csv, key: group_id, name: name }
  memberships: { file: memberships.csv, group: group_id, member: employee_id }
targets:
${names.map((name) => targetLines(name, names.length === 1 ? baseUrl : `${baseUrl}/tenant-${name}`, target)).join("")}`;
}

function targetLines(
  name: string,
  baseUrl: string,
  { connector = "generic", concurrency = 16, requestsPerSecond }: BigTarget,
): string {
  const rate = requestsPerSecond === undefined ? "" : `, requestsPerSecond: ${requestsPerSecond}`;
  return `  ${name}:
    connector: ${connector}
    baseUrl: ${baseUrl}
    auth: { token: "\${env.SCIM_TOKEN}" }
    limits: { concurrency: ${concurrency}${rate} }
    assign: { everyone: true }
    users:
      match: [userName]
      attributes:
        userName: \${user.email}
        externalId: \${user.employee_id}
        name: { givenName: "\${user.first_name}", familyName: "\${user.last_name}" }
        title: \${user.title}
        emails: [{ value: "\${user.email}", type: work, primary: true }]
        phoneNumbers: [{ value: "\${user.phone}", type: work }]
        urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:
          department: \${user.department}
          costCenter: \${user.cost_center}
    groups: { push: ["*"] }
    # A bench changes more in a day than a company.
    guard: { updates: { percent: 100%, count: 100000000 }, allMembers: { percent: 100%, count: 100000000 } }
`;
}
