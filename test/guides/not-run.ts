interface NotRun {
  readonly begins: RegExp;
  readonly why: string;
}

/** Commands of the pages that no test runs. */
export const notRun: readonly NotRun[] = [
  {
    begins: /^npm ci && npm run demo\b/,
    why: "installs; the demo itself is run by test/examples/acme.test.ts",
  },
  { begins: /^npm ci && npm test\b/, why: "installs, and is what runs this" },
  {
    begins: /^npm (?:i|install) -g /,
    why: "installs for the whole machine; test/release/installed.test.ts installs the package in an empty folder",
  },
  { begins: /^npm run bench\b/, why: "takes half an hour, and an idle machine" },
  { begins: /^npm version /, why: "cuts a release; test/release/changelog.test.ts does it in a copy" },
  { begins: /^git push /, why: "publishes the tag" },
  { begins: /^gh pr comment /, why: "needs GitHub, and a pull request there" },
];

/** Why no test runs the line; undefined when nothing says so. */
export function reasonFor(line: string): NotRun | undefined {
  return notRun.find(({ begins }) => begins.test(line));
}
