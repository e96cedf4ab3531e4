/**
 * Which folder of src/ may import which: the pipeline as a table.
 *
 * A folder may import the folders named in its row, the leaves (files directly under src/), and
 * itself. `oxlint.config.js` turns each row into a lint rule whose message is the row's reason.
 */
export const walls = {
  yaml: {
    may: [],
    why: "reading YAML with positions and checking its shape knows nothing of what is in it",
  },
  scim: {
    may: [],
    why: "the SCIM client is usable alone: it speaks protocol and knows nothing of directories or plans",
  },
  source: { may: [], why: "a source reads records; it knows no target" },
  directory: { may: ["source"], why: "the accepted copy of the source knows records, not SCIM" },
  mapping: { may: ["scim", "source", "directory"], why: "mapping is pure: record in, desired resource out" },
  connector: {
    may: ["yaml", "scim", "source", "directory", "mapping"],
    why: "a profile is data about a service provider",
  },
  plan: {
    may: ["scim", "source", "directory", "mapping", "connector"],
    why: "planning is pure: no store, no network, no clock",
  },
  store: {
    may: ["scim", "source", "directory", "mapping", "connector", "plan"],
    why: "the store keeps values and decides nothing",
  },
  push: {
    may: ["scim", "source", "directory", "mapping", "connector", "plan", "store"],
    why: "push alone writes to a target; it does not read config or source files",
  },
  check: {
    may: ["scim", "connector", "plan", "push"],
    why: "check asks a target in the words a push would use; it reads no config and keeps no state",
  },
  config: {
    may: ["yaml", "scim", "source", "directory", "mapping", "connector", "plan", "store", "push"],
    why: "config turns a file into the values the pipeline takes",
  },
  sync: {
    may: ["scim", "source", "directory", "mapping", "connector", "plan", "store", "push", "config"],
    why: "sync joins the pipeline; it knows nothing of terminals",
  },
  notify: {
    may: ["scim", "mapping", "store", "config", "sync"],
    why: "notify tells people what a run came to; it knows nothing of terminals",
  },
  library: {
    may: ["source", "plan", "store", "push", "config", "sync", "notify"],
    why: "the library wraps a run for programs that embed it; it knows nothing of terminals",
  },
  setup: {
    may: ["source", "mapping", "connector", "config", "sync"],
    why: "setup looks at files and writes a config; it knows nothing of terminals",
  },
  report: {
    may: ["scim", "plan", "store", "sync"],
    why: "a report is text made of what a run came to; it knows nothing of terminals and files",
  },
  telemetry: {
    may: ["scim", "config", "sync", "report"],
    why: "telemetry sends what a run came to to those who watch; it knows nothing of terminals",
  },
  sandbox: {
    may: ["scim", "connector"],
    why: "the sandbox is a server in its own right, not a mirror of our client's habits",
  },
  cli: {
    may: [
      "scim",
      "source",
      "directory",
      "mapping",
      "connector",
      "plan",
      "store",
      "push",
      "check",
      "config",
      "sync",
      "notify",
      "report",
      "telemetry",
      "setup",
      "sandbox",
    ],
    why: "the command line stands at the end: nothing imports it",
  },
};

/** Packages that one file alone may import, so that they can be replaced. */
export const soleImporters = {
  undici: [
    "src/scim/connection/connect.ts",
    "src/scim/connection/exchange.ts",
    "src/scim/connection/transport.ts",
  ],
  bottleneck: ["src/scim/pace/rate-limit.ts"],
  "better-sqlite3": ["src/store/sqlite/open.ts"],
  "better-sqlite3-multiple-ciphers": ["src/store/sqlite/cipher.ts"],
  "@marcbachmann/cel-js": ["src/mapping/"],
  re2js: ["src/mapping/functions/pattern.ts"],
  tinyglobby: ["src/source/file/pattern.ts"],
  ldapts: ["src/source/ldap/"],
  commander: ["src/cli/"],
  nodemailer: ["src/notify/by-email.ts"],
  "@opentelemetry/api": ["src/telemetry/open-telemetry.ts", "src/telemetry/span-trace.ts"],
  "@opentelemetry/sdk-node": ["src/telemetry/open-telemetry.ts"],
};
