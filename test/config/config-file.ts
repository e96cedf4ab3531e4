import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { loadConfig, type LoadedConfig } from "../../src/config/load.ts";
import { ConfigError, type Problem } from "../../src/errors.ts";

export const connectorFolder = join(import.meta.dirname, "../../connectors");

type Environment = Readonly<Record<string, string | undefined>>;

export const environment: Environment = { TOKEN: "t0ken", PATH: process.env["PATH"] };

/** A folder that goes after the test, holding the files named. */
export async function folderWith(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "scimsync-config-"));
  // Not afterEach: what stands in a module counts for the first file alone where files share modules.
  onTestFinished(() => rm(folder, { recursive: true }));
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  return folder;
}

export async function load(text: string, variables: Environment = environment): Promise<LoadedConfig> {
  const folder = await folderWith({ "scimsync.yaml": text });
  return loadConfig(join(folder, "scimsync.yaml"), variables, connectorFolder);
}

/** Every problem as `line:column path: message`, without the file's name. */
export async function problemsOf(
  text: string,
  variables: Environment = environment,
): Promise<readonly string[]> {
  return (await rawProblems(text, variables)).map(({ line, column, path, message }) => {
    return `${line}:${column} ${path === undefined ? "" : `${path}: `}${message}`;
  });
}

export async function rawProblems(
  text: string,
  variables: Environment = environment,
): Promise<readonly Problem[]> {
  try {
    await load(text, variables);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** A config that is in order, with `target` as lines at the depth of a target's keys. */
export function configWith(target: string, rest = ""): string {
  return `source: { type: csv, users: { file: people.csv, key: id } }
${rest}targets:
  app:
    assign: { everyone: true }
${target}`;
}

export const good = configWith(`    baseUrl: https://app.example.com/scim/v2
    auth: { token: "\${env.TOKEN}" }
    users: { attributes: { userName: "\${user.email}" } }
`);
