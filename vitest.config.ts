import { defineConfig } from "vitest/config";

/** What mocks a module, measures memory, or changes what all of a process share wants a process of its own. */
const apart = [
  "test/chaos/**/*.test.ts",
  "test/cli/{memory,start}.test.ts",
  "test/hostile/sizes.test.ts",
  "test/program/**/*.test.ts",
  "test/scim/{fuzz-client,fuzz-sync,tls}.test.ts",
  "test/source/ldap/{slapd,incomplete}.test.ts",
  "test/store/encryption-missing.test.ts",
  "test/sync/{large-directory,read-aside}.test.ts",
  "test/{index,package}.test.ts",
];

const settings = { testTimeout: 30_000, hookTimeout: 60_000, pool: "forks" } as const;

export default defineConfig({
  test: {
    reporters: ["default", "./test/support/closing-line-reporter.ts"],
    maxWorkers: 2,
    projects: [
      // Modules are loaded once a worker: nothing of ours is done at import, nor kept in one.
      {
        test: {
          ...settings,
          name: "together",
          include: ["test/**/*.test.ts"],
          exclude: apart,
          isolate: false,
        },
      },
      { test: { ...settings, name: "apart", include: apart } },
    ],
  },
});
