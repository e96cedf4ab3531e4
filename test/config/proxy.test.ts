import { expect, test } from "vitest";
import { chooseProxy, type Proxy } from "../../src/scim/connection/proxy.ts";
import { configWith, environment, load, problemsOf } from "./config-file.ts";

function written(more: string, baseUrl = "https://app.example.com/scim"): string {
  return configWith(`    baseUrl: ${baseUrl}
    auth: { token: "\${env.TOKEN}" }
${more}    users: { attributes: { userName: x } }
`);
}

async function proxyFor(
  more: string,
  variables: Readonly<Record<string, string>>,
  url = "https://app.example.com/scim",
): Promise<Proxy | undefined> {
  const { config } = await load(written(more), { ...environment, ...variables });
  return chooseProxy(config.targets[0]?.connection.proxy, url);
}

const env = { HTTPS_PROXY: "http://env.example:3128" };

test("the environment says it when the target does not", async () => {
  expect(await proxyFor("", {})).toBeUndefined();
  expect(await proxyFor("", env)).toEqual({ url: "http://env.example:3128" });
  expect(await proxyFor("", { https_proxy: "lower.example:3128", ...env })).toEqual({
    url: "http://lower.example:3128",
  });
  expect(await proxyFor("", { https_proxy: "", ...env })).toBeUndefined();
  expect(await proxyFor("", { HTTP_PROXY: "http://plain.example" })).toBeUndefined();
  expect(await proxyFor("", { HTTP_PROXY: "http://plain.example" }, "http://a.example")).toEqual({
    url: "http://plain.example",
  });
  expect(await proxyFor("", { ...env, NO_PROXY: "example.com" })).toBeUndefined();
  expect(await proxyFor("", { ...env, no_proxy: "else.com", NO_PROXY: "example.com" })).toBeDefined();
});

test("the target says it, against the environment and for this machine too", async () => {
  expect(await proxyFor("    proxy: off\n", env)).toBeUndefined();
  const stated = "    proxy: https://own.example\n";
  expect(await proxyFor(stated, { ...env, NO_PROXY: "*" }, "http://127.0.0.1:1/")).toEqual({
    url: "https://own.example",
  });
});

test("credentials come from secrets, or stand in a variable", async () => {
  const stated = '    proxy: { url: "http://p:1", username: me, password: "${env.PW}" }\n';
  const own = await proxyFor(stated, { PW: "s3cret" });
  expect(own).toMatchObject({ url: "http://p:1", username: "me" });
  expect(await own?.password?.read()).toBe("s3cret");
  for (const [more, name] of [
    ["", "HTTPS_PROXY"],
    ['    proxy: "${env.P}"\n', "P"],
  ] as const) {
    const found = await proxyFor(more, { [name]: "http://me:s3%40ret@p.example:1" });
    expect(found).toMatchObject({ url: "http://p.example:1", username: "me" });
    expect(found?.password?.description).toBe(`\${env.${name}}`);
    expect(await found?.password?.read()).toBe("s3@ret");
  }
});

test.each<[string, string, Readonly<Record<string, string>>, string]>([
  ["no address", 'proxy: "http://a b"', {}, "proxy: is not an address; write http://host:port"],
  [
    "another kind",
    "proxy: socks5://p:1",
    {},
    "proxy: must begin with http:// or https://: no other kind of proxy can be used",
  ],
  ["a path", "proxy: http://p:1/x", {}, "proxy: must end behind the port"],
  [
    "credentials in the file",
    "proxy: http://u:c4nary@p:1",
    {},
    "proxy: credentials do not stand in this file; write proxy: { url, username, password }",
  ],
  [
    "half of them",
    "proxy: { url: http://p, username: u }",
    {},
    "proxy.password: is missing; username and password go together",
  ],
  [
    "a colon in the name",
    'proxy: { url: http://p, username: "u:v", password: "${env.TOKEN}" }',
    {},
    "proxy.username: may not hold a colon in HTTP basic",
  ],
  [
    "a password in the file",
    "proxy: { url: http://p, username: u, password: c4nary }",
    {},
    'proxy.password: write "${env.NAME}"',
  ],
  [
    "an unset variable",
    'proxy: "${env.NOPE}"',
    {},
    "proxy: the environment variable NOPE is not set, or empty; set it before the run",
  ],
  [
    "a variable that is wrong",
    "",
    { https_proxy: "socks5://u:c4nary@p:1" },
    "proxy: the environment variable https_proxy must begin with http:// or https://: no other kind of proxy can be used; or write proxy: off",
  ],
])("%s", async (_name, more, variables, problem) => {
  const found = await problemsOf(written(more === "" ? "" : `    ${more}\n`), {
    ...environment,
    ...variables,
  });
  expect(found.join("\n")).toContain(problem);
  expect(found.join()).not.toContain("c4nary");
});

test("a variable that is wrong is no matter to those who do not go by it", async () => {
  const wrong = { ...environment, HTTP_PROXY: "socks5://p", HTTPS_PROXY: "http://p", no_proxy: "x" };
  expect(await problemsOf(written(""), wrong)).toEqual([]);
  const unused = { ...environment, HTTPS_PROXY: "socks5://p", NO_PROXY: ".example.com" };
  expect(await problemsOf(written(""), unused)).toEqual([]);
  expect(
    await problemsOf(written("    proxy: off\n"), { ...environment, HTTPS_PROXY: "socks5://p" }),
  ).toEqual([]);
});
