/** Commands of the pages that no test runs, and why; by how they begin. */
const notRun: Readonly<Record<string, string>> = {
  "npm ci && npm run demo": "installs; the demo itself is run by test/examples/acme.test.ts",
  "npm ci && npm test": "installs, and is what runs this",
  "npm i -g ./scimsync-0.1.0.tgz":
    "installs for the whole machine; test/package.test.ts looks at what is packed",
  "npm run bench": "takes half an hour, and an idle machine",
  "gh pr comment": "needs GitHub, and a pull request there",
};

export function isNotRun(line: string): boolean {
  return reasonOf(line) !== undefined;
}

/** The entry that a line falls under. */
export function reasonOf(line: string): string | undefined {
  return Object.keys(notRun).find((begins) => line.startsWith(begins));
}

/** All entries, so that a test can tell those that no page needs any more. */
export const notRunCommands: readonly string[] = Object.keys(notRun);
