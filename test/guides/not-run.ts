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
    why: "installs for the whole machine; test/package.test.ts looks at what is packed",
  },
  { begins: /^npm run bench\b/, why: "takes half an hour, and an idle machine" },
  { begins: /^gh pr comment /, why: "needs GitHub, and a pull request there" },
];

/** Why no test runs the line; undefined when nothing says so. */
export function reasonFor(line: string): NotRun | undefined {
  return notRun.find(({ begins }) => begins.test(line));
}
