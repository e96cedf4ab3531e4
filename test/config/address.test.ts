import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fillAddress } from "../../src/config/address.ts";
import { loadConfig } from "../../src/config/load.ts";
import { ConfigError, formatProblem } from "../../src/errors.ts";
import { configWith, connectorFolder, folderWith } from "./config-file.ts";

const meanings = {
  host: "the organisation's own host, such as acme.example.com",
  org: "the number of the organisation",
};

function filled(template: string, vars: Readonly<Record<string, string>>): string | readonly string[] {
  const { text, problems } = fillAddress(template, vars, meanings, { HOST: "env.example.com" });
  return text ?? problems.map(({ name, message }) => `${name} ${message}`);
}

describe("an address of a connector", () => {
  test.each([
    ["https://{host}/scim", { host: "acme.example.com" }, "https://acme.example.com/scim"],
    ["https://{host}/scim", { host: "acme.example.com:8443" }, "https://acme.example.com:8443/scim"],
    ["http://{host}/scim", { host: "[::1]:80" }, "http://[::1]:80/scim"],
    ["https://{host}/scim", { host: "${env.HOST}" }, "https://env.example.com/scim"],
    ["https://{host}.app.example/x", { host: "acme" }, "https://acme.app.example/x"],
    [
      "https://{host}.app.example/{org}/v2",
      { host: "a", org: "R&D@1" },
      "https://a.app.example/R%26D%401/v2",
    ],
    ["https://a.example/{org}/{org}", { org: "7" }, "https://a.example/7/7"],
    ["https://a.example/token?for={org}", { org: "a&b=c" }, "https://a.example/token?for=a%26b%3Dc"],
  ])("%s with %j is %s", (template, vars, address) => {
    expect(filled(template, vars)).toBe(address);
  });

  test.each([
    ["https://{host}/scim", "https://acme.example.com/", "write acme.example.com alone"],
    ["https://{host}/scim", "acme.example.com/scim/v2", "write acme.example.com alone"],
    ["https://{host}/scim", "acme.example.com?x", "write acme.example.com alone"],
    ["https://{host}.app.example/x", "https://acme.app.example/login", "write acme alone"],
    ["https://{host}.app.example/x", "acme.app.example", "write acme alone"],
    ["https://{host}/scim", "acme.example.com@evil.example", "letters, digits, dots and hyphens alone"],
    ["https://{host}.app.example/x", "evil.example#", "letters, digits, dots and hyphens alone"],
    ["https://{host}.app.example/x", "evil.example\\", "letters, digits, dots and hyphens alone"],
    ["https://{host}.app.example/x", "acme:443", "letters, digits, dots and hyphens alone"],
    ["https://{host}.app.example/x", "a b", "letters, digits, dots and hyphens alone"],
    ["https://{host}.app.example/x", "acme%2f", "letters, digits, dots and hyphens alone"],
    ["https://{host}/scim", "", "is missing"],
    ["https://a.example/{host}/scim", "..", "may not hold"],
    ["https://a.example/{host}/scim", "a/b", "may not hold"],
    ["https://a.example/{host}/scim", "a?b", "may not hold"],
    ["https://a.example/{host}/scim", "a%2Fb", "may not hold"],
    ["https://a.example/{host}/scim", "https://a.example/x", "write it alone, not the address"],
    ["https://{host}/scim", "${env.NOWHERE}", "NOWHERE is not set"],
  ])("%s refuses %j: %s", (template, host, said) => {
    const vars: Record<string, string> = host === "" ? {} : { host };
    expect(filled(template, vars)).toEqual([expect.stringContaining(said)]);
  });

  test("says what a value is that is missing, and where to write it", () => {
    expect(filled("https://{host}/{org}/{org}/{zone}", {})).toEqual([
      "host is missing: the organisation's own host, such as acme.example.com; write vars: { host: … } in the target",
      "org is missing: the number of the organisation; write vars: { org: … } in the target",
      "zone is missing: the {zone} of https://{host}/{org}/{org}/{zone}; write vars: { zone: … } in the target",
    ]);
  });
});

interface Files {
  readonly target: string;
  readonly rest?: string;
  readonly profile?: string;
}

const acme = `endpoint:
  baseUrl: https://{host}/api/{org}/scim
  vars: { host: "your own host, such as acme.example.com", org: the number of the organisation }
`;

/** The address that comes of a config with a connector of its own, or its problems. */
async function baseUrlOf({ target, rest = "", profile = acme }: Files): Promise<string | readonly string[]> {
  const common = `    connector: ./acme.yaml
    auth: { token: "\${env.TOKEN}" }
    users: { attributes: { userName: "\${user.email}" } }
`;
  const text = configWith(common + target, rest);
  const folder = await folderWith({ "scimsync.yaml": text, "acme.yaml": profile });
  try {
    const file = join(folder, "scimsync.yaml");
    const { config } = await loadConfig(file, { TOKEN: "t0ken" }, connectorFolder);
    return config.targets[0]?.baseUrl ?? "";
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => formatProblem(problem).replaceAll(folder, ""));
  }
}

describe("vars of a target", () => {
  test("fill in the address of the connector; a baseUrl of the target wins over it", async () => {
    const vars = '    vars: { host: acme.example.com, org: "12" }\n';
    expect(await baseUrlOf({ target: vars })).toBe("https://acme.example.com/api/12/scim");
    const rest = "defaults: { vars: { host: all.example.com, unused: x } }\n";
    const own = '    vars: { org: "12" }\n';
    expect(await baseUrlOf({ target: own, rest })).toBe("https://all.example.com/api/12/scim");
    expect(await baseUrlOf({ target: "    baseUrl: https://own.example/x\n" })).toBe("https://own.example/x");
    const profile = `${acme}defaults: { vars: { host: us.example.com } }\n`;
    expect(await baseUrlOf({ target: own, profile })).toBe("https://us.example.com/api/12/scim");
  });

  test("that are missing, misspelt or of another profile are told with their place", async () => {
    expect(await baseUrlOf({ target: "    vars: { hots: acme.example.com, org: 1x }\n" })).toEqual([
      expect.stringMatching(
        /8:5 targets\.app\.vars\.host: is missing: your own host, such as acme\.example\.com; write vars: \{ host: … \} in the target$/,
      ),
      expect.stringMatching(/8:13 targets\.app\.vars\.hots: .* has a \{hots\}; did you mean host\?$/),
    ]);
    expect(await baseUrlOf({ target: "" })).toHaveLength(2);
    const [bare] = await baseUrlOf({
      target: "    vars: { host: a }\n    baseUrl: https://a.example\n",
      profile: "title: x\n",
    });
    expect(bare).toContain("brings no address with {names}");
    const profile = `${acme}defaults: { vars: { org: "\${env.TOKEN}" } }\n`;
    expect(await baseUrlOf({ target: "    vars: { host: a.example }\n", profile })).toContainEqual(
      expect.stringContaining("may not read the environment in a profile"),
    );
  });

  test("a profile's own address gives way to that of a profile that extends it, wherever it says it", async () => {
    const profile = "extends: docker-hub\ndefaults: { baseUrl: https://mine.example/scim }\n";
    expect(await baseUrlOf({ target: "", profile })).toBe("https://mine.example/scim");
    const other = "extends: docker-hub\nendpoint: { baseUrl: https://mine.example/v2 }\n";
    expect(await baseUrlOf({ target: "", profile: other })).toBe("https://mine.example/v2");
    expect(await baseUrlOf({ target: "", profile: "extends: docker-hub\n" })).toBe(
      "https://hub.docker.com/v2/scim/2.0",
    );
  });
});
