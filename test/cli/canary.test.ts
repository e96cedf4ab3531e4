import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { startConnectProxy } from "../support/connect-proxy.ts";
import { slapdAbsence, startSlapd } from "../support/slapd.ts";
import { type Came, startWebServer } from "../support/web-server.ts";
import { type Canary, formsOf, passwordCanary, tokenCanary, tracesBelow, tracesIn } from "./canary.ts";
import { authority, complain, echo, shownBy, startFront, startScim } from "./canary-servers.ts";
import { makeDirectory } from "./directory.ts";
import { runIn } from "./in-process.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;

afterEach(() => workspace.close());

const planted = {
  bearer: tokenCanary("bearer"),
  basic: passwordCanary("basic"),
  header: tokenCanary("header"),
  client: passwordCanary("client"),
  param: passwordCanary("param"),
  access: tokenCanary("access"),
  refused: passwordCanary("refused"),
  passphrase: { name: "passphrase", secret: "c4n-passphrase-5f1d0c9e7ab2" },
  untrusted: tokenCanary("untrusted"),
  proxy: passwordCanary("proxy"),
  proxied: tokenCanary("proxied"),
  wrongProxy: passwordCanary("wrong-proxy"),
} satisfies Readonly<Record<string, Canary>>;

/** What was said by commands run with the loudest log, its format in turn. */
interface Talk {
  said: string;
  readonly codes: Record<string, number | null>;
}

async function say(talk: Talk, ...commands: readonly (readonly string[])[]): Promise<void> {
  for (const [at, command] of commands.entries()) {
    const loud = ["--log-level", "trace", "--log-format", at % 2 === 0 ? "pretty" : "json"];
    const { code, stdout, stderr } = await workspace.runApart(...command, ...loud);
    talk.said += `${stdout}${stderr}`;
    talk.codes[command.join(" ")] = code;
  }
}

async function runIds(): Promise<readonly string[]> {
  const { stdout } = await workspace.runApart("runs", "--json");
  return (JSON.parse(stdout) as { runs: readonly { runId: string }[] }).runs.map(({ runId }) => runId);
}

/** Prints a secret, and notes how it and the program that asks for it were called. */
const printer = `#!/bin/sh
tr '\\0' ' ' < /proc/$$/cmdline >> called.txt
tr '\\0' ' ' < /proc/$PPID/cmdline >> called.txt
cat header.secret
`;

function target(id: string, baseUrl: string, auth: string, more = ""): string {
  return `
  ${id}:
    baseUrl: ${baseUrl}
    auth: ${auth}
    limits: { concurrency: 4, maxWait: 300ms }
    assign: { everyone: true }
    users:
      createOnly: [password]
      attributes:
        userName: \${user.email}
        externalId: \${user.employee_id}
        title: \${user.title}
        password: "Pw-\${user.employee_id}-c4n-mapped"
    groups: { push: ["*"] }${more}`;
}

describe("the canary grep", () => {
  it("finds what is planted, in whatever form", async () => {
    workspace = await openWorkspace();
    for (const canary of Object.values(planted)) {
      for (const form of formsOf(canary.secret))
        expect(tracesIn(Buffer.concat([Buffer.from("x"), form, Buffer.from("y")]), [canary])).not.toEqual([]);
      for (const around of ["", "a", "ab"]) {
        const encoded = Buffer.from(`${around}${canary.secret}tail`).toString("base64");
        expect(tracesIn(Buffer.from(encoded), [canary])).not.toEqual([]);
      }
    }
  });

  it("finds no secret anywhere after runs with everything switched on, at log level trace", async () => {
    workspace = await openWorkspace();
    const { scene, talk } = { scene: await stage(), talk: { said: "", codes: {} } as Talk };
    await say(
      talk,
      ["validate"],
      ["source", "show"],
      ["map", "--json"],
      ["plan", "--json"],
      ["sync", "--record", "first.har"],
      ["status", "--json"],
      ["explain", "e00002"],
      ["sync", "--only", "e00002", "e00003", "--record", "only.har"],
      ["check", "--write", "bearer", "oauth", "--record", "check.har"],
      ["check", "header", "refused", "untrusted", "wrongProxy", "--json"],
      ["sync", "--reapply", "--json"],
      ["runs", "--json"],
    );
    for (const id of await runIds()) {
      for (const form of [[], ["--json"]])
        talk.said += (await runIn(workspace.folder, ["runs", "show", id, ...form], workspace.env)).stdout;
    }
    await killedInTheMiddle(scene.came);

    // All of it was used, or the silence would prove nothing.
    for (const canary of Object.values(planted).filter(({ name }) => name !== "passphrase"))
      expect(scene.hasSeen(canary), canary.name).toBe(canary.name !== "untrusted");
    expect(scene.clients()).toContain("client");
    expect(scene.stolen()).toEqual([]);
    expect(talk.said).toContain("rejected_by_target");
    expect(talk.said).toContain("credentials_refused");
    expect(talk.codes["sync --record first.har"]).toBe(6);
    for (const recording of ["first.har", "check.har"])
      expect(JSON.parse(workspace.read(recording)).log.entries.length).toBeGreaterThan(20);
    expect(workspace.read("called.txt")).toContain("scimsync.js");
    expect(statSync(workspace.path("scimsync.db-wal")).size).toBeGreaterThan(0);

    expect(tracesIn(Buffer.from(talk.said), scene.canaries)).toEqual([]);
    expect(talk.said).not.toMatch(/Pw-e\d+-c4n-mapped/);
    expect(tracesBelow(workspace.folder, scene.canaries, scene.written)).toEqual({});
  }, 150_000);
});

interface Scene {
  readonly canaries: readonly Canary[];
  readonly written: ReadonlySet<string>;
  readonly came: readonly Came[];
  hasSeen(canary: Canary): boolean;
  /** Names on the certificates that were shown. */
  clients(): readonly (string | undefined)[];
  /** Requests that followed a redirect. */
  stolen(): readonly Came[];
}

/** Every kind of credential, each right at one target and wrong, or repeated in a complaint, at another. */
async function stage(): Promise<Scene> {
  const ours = authority();
  const bearer = await startFront(await startScim(1), (came) =>
    came.method === "POST" && came.body.includes("e00002") ? complain(400, came) : undefined,
  );
  const basic = await startWebServer((came) => complain(401, came));
  const header = await startWebServer((came) => ({
    ...complain(302, came),
    headers: { location: `/stolen?what=${encodeURIComponent(echo(came))}` },
  }));
  const tokens = await startWebServer(() => ({
    status: 200,
    body: { access_token: planted.access.secret, expires_in: 3600 },
  }));
  const oauth = await startFront(await startScim(2), (came, count) =>
    count % 7 === 3 ? complain(401, came) : undefined,
  );
  const refusing = await startWebServer((came) => complain(400, came));
  const mutual = await startFront(await startScim(3), undefined, shownBy(ours, true));
  const strange = await startFront(await startScim(4), undefined, shownBy(authority(), false));
  const proxied = await startScim(5, planted.proxied.secret);
  const wanted = `Basic ${Buffer.from(`me:${planted.proxy.secret}`).toString("base64")}`;
  const proxy = await startConnectProxy({ wants: wanted });

  const client = ours.sign("client");
  const files = {
    "basic.secret": `${planted.basic.secret}\n`,
    "header.secret": planted.header.secret,
    "param.secret": planted.param.secret,
    "client.key": readFileSync(ours.encrypt(client.key, planted.passphrase.secret), "utf8"),
    "client.pem": readFileSync(client.cert, "utf8"),
    "print.sh": printer,
    "scimsync.yaml": [
      "source:",
      "  type: csv",
      "  users: { file: people.csv, key: employee_id }",
      "  groups: { file: groups.csv, key: group_id, name: name }",
      "  memberships: { file: memberships.csv, group: group_id, member: employee_id }",
      "targets:",
      target("bearer", bearer.url, `{ token: "\${env.BEARER}" }`),
      target("basic", basic.url, "{ username: me, password: { file: basic.secret } }"),
      target("header", header.url, "{ header: x-api-key, value: { command: [sh, print.sh] } }"),
      target(
        "oauth",
        oauth.url,
        `{ clientId: me, clientSecret: "\${env.CLIENT}", tokenUrl: "${tokens.url}/token", params: { password: { file: param.secret } } }`,
      ),
      target(
        "refused",
        oauth.url,
        `{ clientId: me, clientSecret: "\${env.REFUSED}", tokenUrl: "${refusing.url}/token", clientAuth: body }`,
      ),
      target(
        "mutual",
        mutual.url,
        `{ tls: { cert: client.pem, key: client.key, passphrase: "\${env.PASSPHRASE}", ca: ${ours.ca} } }`,
      ),
      target("untrusted", strange.url, `{ token: "\${env.UNTRUSTED}" }`),
      target(
        "proxied",
        proxied.url,
        `{ token: "\${env.PROXIED}" }`,
        `\n    proxy: { url: "${proxy.url}", username: me, password: "\${env.PROXY}" }`,
      ),
      target(
        "wrongProxy",
        proxied.url,
        `{ token: "\${env.PROXIED}" }`,
        `\n    proxy: { url: "${proxy.url}", username: me, password: "\${env.WRONG_PROXY}" }`,
      ),
    ].join("\n"),
  };
  for (const [name, content] of Object.entries(files)) workspace.write(name, content);
  workspace.writeDirectory(makeDirectory(8, 2));
  mkdirSync(workspace.path("temporary"));
  workspace.env = {
    BEARER: planted.bearer.secret,
    CLIENT: planted.client.secret,
    REFUSED: planted.refused.secret,
    PASSPHRASE: planted.passphrase.secret,
    UNTRUSTED: planted.untrusted.secret,
    PROXIED: planted.proxied.secret,
    PROXY: planted.proxy.secret,
    WRONG_PROXY: planted.wrongProxy.secret,
    TMPDIR: workspace.path("temporary"),
    SQLITE_TMPDIR: workspace.path("temporary"),
  };
  const servers = [bearer, basic, header, tokens, oauth, refusing, mutual, strange];
  const keyLines = files["client.key"].split("\n").filter((line) => /^[\w+/=]{40,}$/.test(line));
  return {
    canaries: [
      ...Object.values(planted),
      ...keyLines.map((secret) => ({ name: "key", secret })),
      ...makeDirectory(8, 2).people.map(({ id }) => ({ name: "mapped", secret: `Pw-${id}-c4n-mapped` })),
    ],
    written: new Set([...Object.keys(files), "people.csv", "groups.csv", "memberships.csv"]),
    came: bearer.came,
    hasSeen(canary) {
      const lines = [
        ...servers.flatMap(({ came }) => came.map((one) => `${echo(one)}${JSON.stringify(one.headers)}`)),
        ...proxy.shown.map((shown) => String(shown)),
        JSON.stringify(proxied.requests()),
      ];
      return (
        canary === planted.proxied ||
        tracesIn(Buffer.from(lines.join("\n")), [canary]).some((trace) =>
          trace.startsWith(`${canary.name}: `),
        )
      );
    },
    clients: () => mutual.came.map(({ client: name }) => name),
    stolen: () => header.came.filter(({ path }) => path.includes("stolen")),
  };
}

/** Leaves what SQLite keeps beside the state file, and whatever else an orderly end takes away. */
async function killedInTheMiddle(came: readonly Came[]): Promise<void> {
  const people = workspace.read("people.csv").replaceAll("Title", "Other");
  workspace.write("people.csv", people);
  const before = came.length;
  const run = workspace.start("sync", "bearer", "--reapply", "--log-level", "trace");
  while (came.length === before) await sleep(1);
  run.kill("SIGKILL");
  expect((await run.done).signal).toBe("SIGKILL");
  expect(existsSync(workspace.path("scimsync.db-wal"))).toBe(true);
}

describe.skipIf(slapdAbsence() !== undefined)("the password of a directory server", () => {
  it.each(["right", "wrong"])("stands nowhere when it is %s", async (kind) => {
    workspace = await openWorkspace();
    const slapd = await startSlapd();
    const canary = kind === "right" ? { name: "bind", secret: "the-reader-secret" } : passwordCanary("bind");
    workspace.write("bind.secret", canary.secret);
    workspace.writeConfig({
      source: `
  type: ldap
  url: ${slapd.url}
  bind: { dn: "cn=reader,dc=example,dc=com", password: { file: bind.secret } }
  users: { base: "dc=example,dc=com", key: cn, filter: "(cn=reader)" }`,
      attributes: "\n        userName: ${user.cn}",
    });
    const talk: Talk = { said: "", codes: {} };
    await say(talk, ["source", "show", "--json"], ["sync"], ["sync", "--json"], ["source", "stats"]);
    await slapd.stop();
    expect(talk.codes["sync"]).toBe(kind === "right" ? 0 : 5);
    expect(tracesIn(Buffer.from(talk.said), [canary])).toEqual([]);
    expect(tracesBelow(workspace.folder, [canary], new Set(["bind.secret"]))).toEqual({});
  });
});
