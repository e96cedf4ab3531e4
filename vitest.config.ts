import { defineConfig } from "vitest/config";

/**
 * Nothing of ours is done at import, so that most tests can share the modules of a worker. Those that mock a module, measure
 * memory, or change what all of a process share are not among them.
 */
const together = [
  "test/{check,config,connector,directory,guards,guides,linking,mapping,plan,push,reference,sandbox,scenarios,wild,yaml}/**/*.test.ts",
  "test/{notify,report}/**/*.test.ts",
  "test/sync/!(large-directory|read-aside).test.ts",
  "test/source/!(ldap)/**/*.test.ts",
  "test/store/!(encryption-missing).test.ts",
];

const settings = { testTimeout: 30_000, hookTimeout: 60_000, pool: "forks" } as const;

export default defineConfig({
  test: {
    reporters: ["default", "./test/support/closing-line-reporter.ts"],
    maxWorkers: 2,
    projects: [
      { test: { ...settings, name: "together", include: together, isolate: false } },
      { test: { ...settings, name: "apart", include: ["test/**/*.test.ts"], exclude: together } },
    ],
  },
});
