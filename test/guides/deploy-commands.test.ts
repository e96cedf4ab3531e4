import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { smallCompany } from "./company.ts";
import { commandOf } from "./page-command.ts";
import { openSite } from "./site.ts";

/** What stands before a command: times and user of a crontab, the key of a unit, that of a step of a job. */
const before = /^(?:[\d*][\d*,/-]*\s+(?:\S+\s+){4}scimsync\s+|ExecStart=|\s*(?:- )?run: )/;

const mappingTest = `target: my-app
tests:
  - given: { email: ann@example.com, employee_id: "1001" }
    expect: { userName: ann@example.com }
`;

test.each([
  ["crontab", 4],
  ["scimsync.service", 1],
  ["github-actions.yaml", 4],
])("the commands of deploy/%s do what they are there for", async (name, count) => {
  const text = readFileSync(new URL(`../../deploy/${name}`, import.meta.url), "utf8");
  const commands = text.split("\n").flatMap((line) => {
    if (!before.test(line)) return [];
    const here = line
      .replace(before, "")
      .replaceAll(/\/etc\/scimsync\/|\/var\/(?:lib|backups)\/scimsync\/|\$RUNNER_TEMP\/|"/g, "")
      .replace(/\$\(date [^)]*\)/, "today")
      .replace("> /dev/null", "> nothing");
    return commandOf(here) ?? [];
  });
  expect(commands).toHaveLength(count);
  const site = await openSite({ files: { ...smallCompany, "my-app.mapping-test.yaml": mappingTest } }, false);
  for (const command of commands) await site.take(command);
  expect(site.sandbox!.users()).toHaveLength(6);
});
