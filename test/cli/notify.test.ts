import { chmodSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SMTPServer } from "smtp-server";
import { type Desk, openDesk, writeDirectory } from "./desk.ts";
import { type Keeper, keeperAt } from "./keeper.ts";

let desk: Desk;
let channel: Keeper;

beforeEach(async () => {
  desk = await openDesk();
  writeDirectory(desk);
  channel = keeperAt(desk);
});

afterEach(() => desk.close());

test("a command is told of what fails, once, of another cause again, and when it is over", async () => {
  channel.configure(channel.install());
  expect(await desk.run("sync")).toMatchObject({ code: 3 });
  const [first, ...others] = channel.told();
  expect(others).toEqual([]);
  expect(first).toMatchObject({
    version: 1,
    occasion: "failure",
    target: "app",
    host: expect.any(String) as string,
  });
  expect(first.summary).toContain("app: 1 failed:");
  expect(first.summary).toContain("[e4]");
  expect(first.remedies.at(-1)).toBe("scimsync failures lists them all");

  expect(await desk.run("sync")).toMatchObject({ code: 3 });
  expect(channel.told()).toEqual([]);

  rmSync(desk.path("people.csv"));
  expect(await desk.run("sync")).toMatchObject({ code: 5 });
  expect(channel.told()).toMatchObject([
    { occasion: "failure", target: null, summary: expect.stringContaining("people.csv") as string },
  ]);

  desk.write(
    "people.csv",
    "id,email,first,last,title,team,boss,secret",
    "e1,ann@x.org,Ann,Lee,Boss,eng,,pw",
    "e2,ben@x.org,Ben,Fox,Dev,eng,e1,pw",
  );
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  expect(channel.told().map(({ occasion, target }) => [occasion, target])).toEqual([
    ["recovered", null],
    ["recovered", "app"],
  ]);
  expect(readFileSync(desk.path("words"), "utf8")).toMatch(/^failure app\n/);
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  expect(channel.told()).toEqual([]);
});

test("removals that are held are told with the command that releases them", async () => {
  desk.write(
    "people.csv",
    "id,email,first,last,title,team,boss,secret",
    ...Array.from({ length: 12 }, (_, n) => `p${n},p${n}@x.org,P,${n},Dev,eng,,pw`),
  );
  channel.configure("{ on: [guard], command: [./keep.sh] }");
  channel.install();
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  desk.write("people.csv", "id,email,first,last,title,team,boss,secret", "p0,p0@x.org,P,0,Dev,eng,,pw");
  expect(await desk.run("sync")).toMatchObject({ code: 4 });
  const [alert] = channel.told();
  expect(alert).toMatchObject({ occasion: "guard", target: "app" });
  expect(alert.remedies.join()).toContain("scimsync approve");
  expect(await desk.run("approve", (await desk.json("sync")).runs[0].runId)).toMatchObject({ code: 0 });
  expect(await desk.run("sync")).toMatchObject({ code: 0 });
  // Who did not ask for it is not told that it is over.
  expect(channel.told()).toEqual([]);
});

test("runs of some, plans and other commands tell nobody", async () => {
  channel.configure(channel.install());
  await desk.run("plan");
  await desk.run("sync", "--only", "e4");
  await desk.run("provision", "e4");
  expect(channel.told()).toEqual([]);
});

test("who cannot be told is told by the next run, which says so and is not changed by it", async () => {
  channel.configure("{ command: [./keep.sh] }");
  const first = await desk.run("sync");
  expect(first.code).toBe(3);
  expect(first.stderr).toMatch(
    /warning: nobody was told by command \.\/keep\.sh: .*ENOENT.*; the next run tries again/,
  );
  channel.install();
  await desk.run("sync");
  expect(channel.told()).toMatchObject([{ occasion: "failure", target: "app" }]);
});

interface Hook {
  readonly server: Server;
  readonly url: string;
  readonly bodies: string[];
  readonly paths: string[];
  status: number;
}

async function openHook(): Promise<Hook> {
  const hook = { bodies: [] as string[], paths: [] as string[], status: 200 };
  const server = createServer((request: IncomingMessage, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      hook.bodies.push(body);
      hook.paths.push(`${request.method} ${request.url} ${request.headers["content-type"]}`);
      response.writeHead(hook.status).end("ok");
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(hook, { server, url: `http://127.0.0.1:${port}/hooks/a-secret/?k=1` });
}

test("webhooks get the notice as JSON, as text, or as a card; their address is shown nowhere", async () => {
  const hook = await openHook();
  try {
    channel.configure(
      `{ webhook: "${hook.url}" }`,
      `{ webhook: "${hook.url}", form: text }`,
      `{ webhook: "${hook.url}", form: card }`,
    );
    expect((await desk.run("sync")).code).toBe(3);
    expect(new Set(hook.paths)).toEqual(new Set(["POST /hooks/a-secret/?k=1 application/json"]));
    const bodies = hook.bodies.map((body) => JSON.parse(body));
    expect(bodies.find(({ version }) => version === 1)).toMatchObject({ occasion: "failure", target: "app" });
    const { text } = bodies.find((body) => body.text !== undefined);
    expect(text).toMatch(
      /^scimsync app: failed \(.*\)\napp: 1 failed: .*\n→ .*\n→ scimsync failures lists them all$/s,
    );
    const card = bodies.find(({ type }) => type === "message").attachments[0].content;
    expect([card.type, card.version, card.body[0].text]).toEqual([
      "AdaptiveCard",
      "1.4",
      text.split("\n")[0],
    ]);

    hook.status = 500;
    channel.configure(`{ on: [failure], webhook: "${hook.url}" }`);
    const { stderr } = await desk.run("sync");
    expect(stderr).toContain("nobody was told by webhook 127.0.0.1:");
    expect(stderr).toContain("answers 500");
    expect(stderr).not.toContain("a-secret");
  } finally {
    hook.server.close();
  }
});

test("a mail server gets one mail", async () => {
  const mails: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authMethods: ["PLAIN"],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === "sync" && password === "hush" ? done(null, { user: username }) : done(new Error("no")),
    onData(stream, session, done) {
      let text = session.envelope.rcptTo.map(({ address }) => address).join() + "\n";
      stream.setEncoding("utf8").on("data", (part: string) => (text += part));
      stream.on("end", () => {
        mails.push(text);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  try {
    desk.write("mail-password", "hush");
    chmodSync(desk.path("mail-password"), 0o600);
    const mail = (tls: string, password: string) =>
      `{ email: { to: [ops@x.org, me@x.org], from: scimsync@x.org, host: 127.0.0.1, port: ${port}, tls: ${tls}, username: sync, password: { file: ${password} } } }`;
    channel.configure(mail("required", "mail-password"));
    expect((await desk.run("sync")).stderr).toContain("nobody was told by e-mail to ops@x.org, me@x.org:");
    expect(mails).toEqual([]);
    channel.configure(mail("none", "mail-password"));
    await desk.run("sync");
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatch(/^ops@x\.org,me@x\.org\n/);
    expect(mails[0]).toMatch(/^Subject: scimsync app: failed/m);
    expect(mails[0]).toContain("app: 1 failed");
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
});

test("what is wrong with channels is told with its place", async () => {
  channel.configure(
    "{ on: [guard] }",
    "{ command: [a], webhook: 'https://x.org/h' }",
    "{ webhook: 'http://x.org/h' }",
    "{ command: [a], form: text }",
    '{ webhook: "${env.NOT_SET_HOOK}" }',
    "{ email: { to: [a@x.org], from: b@x.org, host: mail.x.org, username: u } }",
  );
  const { code, stderr } = await desk.run("validate");
  expect(code).toBe(2);
  expect(stderr.split("\n").map((line) => line.replace(/^.*?notify/, "notify"))).toEqual([
    "notify[0]: write one of command, webhook and email",
    "notify[1]: write one of command, webhook and email, each in an item of its own",
    "notify[2].webhook: would go through the network in the clear; write https://",
    "notify[3].form: goes with webhook",
    expect.stringContaining("notify[4].webhook: the environment variable NOT_SET_HOOK") as string,
    "notify[5].email: username and password go together",
    "",
  ]);
});

test("status --check says in one line how all is, for monitoring", async () => {
  channel.configure(channel.install());
  expect(await desk.run("status", "--check")).toMatchObject({
    code: 3,
    stdout: "SCIMSYNC UNKNOWN - app: never run | 'app attention'=0\n",
  });
  await desk.run("sync");
  const warned = await desk.run("status", "--check");
  expect(warned.code).toBe(1);
  expect(warned.stdout).toMatch(
    /^SCIMSYNC WARNING - app: 1 rejected \(.*\) \| 'app age'=\d+s 'app attention'=1\n$/,
  );
  channel.told();

  await new Promise((resolve) => setTimeout(resolve, 5));
  const missing = await desk.run("status", "--check", "--max-age", "1ms", "--notify");
  expect(missing.code).toBe(2);
  expect(missing.stdout).toContain(
    "app: no run got through for too long; the last one ended with exit code 3",
  );
  expect(channel.told()).toMatchObject([{ occasion: "missing", target: "app" }]);
  await desk.run("status", "--check", "--max-age", "1ms", "--notify");
  expect(channel.told()).toEqual([]);

  desk.write("people.csv", "id,email,first,last,title,team,boss,secret", "e1,ann@x.org,Ann,Lee,Boss,eng,,pw");
  await desk.run("sync");
  expect(channel.told()).toMatchObject([{ occasion: "recovered", target: "app" }]);
  expect(await desk.run("status", "--check")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^SCIMSYNC OK - app: in order/) as string,
  });
  expect(await desk.json("status", "--check")).toMatchObject({
    version: 1,
    verdict: "ok",
    targets: [{ target: "app", verdict: "ok", attention: {} }],
  });

  desk.write("scimsync.yaml", "source: nonsense");
  const broken = await desk.run("status", "--check");
  expect(broken.code).toBe(3);
  expect(broken.stdout).toMatch(/^SCIMSYNC UNKNOWN - scimsync\.yaml:1:/);
  expect((await desk.run("status", "--notify")).code).toBe(2);
});
