import { execFile } from "node:child_process";
import { ConfigError, type Problem } from "../errors.ts";
import type { Secret } from "../scim/credentials/credentials.ts";
import { unsetVariable, variableIn } from "./base-url.ts";
import { type Fetched, PEM_BYTES, readSecretFile, replaceSecretFile, SECRET_BYTES } from "./secret-file.ts";
import { ENVIRONMENT_SECRET, type SecretWritten } from "./secret-schema.ts";

const COMMAND_TIMEOUT = 30_000;

/** A `Bearer` that somebody copied along with the token. */
export const BEARER_PREFIX = /^\s*bearer\s+/i;

export interface SecretSetting {
  /** Folder of the config file: paths are relative to it, commands run in it. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the secret is asked for, for messages. */
  readonly place: Omit<Problem, "message">;
  /**
   * `token`: spaces around it and `Bearer ` go. `header`: spaces go. `password`: only the line break at the end goes.
   * `pem`: certificates or a key, as they stand.
   */
  readonly form: "token" | "header" | "password" | "pem";
  /** Milliseconds a command may take; 30 000 unless told. */
  readonly timeout?: number;
}

/** A secret that is fetched at each `read()` and kept nowhere, so that a token renewed on disk is found. */
export function createSecret(written: SecretWritten, setting: SecretSetting): Secret {
  const file = typeof written === "string" ? undefined : written.file;
  return {
    description: describeSecret(written),
    read: async () => {
      const fetched = await fetchSecret(written, setting);
      const problem = fetched.problem ?? judge(shape(fetched.value, setting.form), setting.form);
      if (problem !== undefined) throw new ConfigError([{ ...setting.place, message: problem }]);
      return shape(fetched.value, setting.form);
    },
    ...(file !== undefined && {
      replace: (value: string) => replaceSecretFile(file, setting.folder, value),
    }),
  };
}

/** The variable a secret is read from, if it is read from one. */
export function variableOf(written: SecretWritten): string | undefined {
  return typeof written === "string" ? ENVIRONMENT_SECRET.exec(written)?.[1] : undefined;
}

/** Names the place of a secret; of a command only the program, since arguments may be secret too. */
function describeSecret(written: SecretWritten): string {
  if (typeof written === "string") return `\${env.${variableOf(written) ?? ""}}`;
  return written.file === undefined ? `command ${written.command?.[0] ?? ""}` : `file ${written.file}`;
}

function fetchSecret(written: SecretWritten, setting: SecretSetting): Promise<Fetched> {
  if (typeof written !== "string" && written.file !== undefined)
    return readSecretFile(written.file, setting.folder, mostBytes(setting.form));
  if (typeof written !== "string") return runCommand(written.command ?? [], setting);
  const name = variableOf(written) ?? "";
  const value = variableIn(setting.environment, name) ?? "";
  return Promise.resolve(value === "" ? { value, problem: unsetVariable(name) } : { value });
}

/** Runs the program without a shell. What it prints, and why it failed, may hold the secret: neither is told. */
function runCommand(command: readonly string[], setting: SecretSetting): Promise<Fetched> {
  const [program = "", ...args] = command;
  const timeout = setting.timeout ?? COMMAND_TIMEOUT;
  return new Promise((done) => {
    const child = execFile(
      program,
      args,
      {
        cwd: setting.folder,
        env: { ...setting.environment },
        timeout,
        killSignal: "SIGKILL",
        maxBuffer: mostBytes(setting.form),
        windowsHide: true,
      },
      (error, output) => {
        const reason = error === null ? emptyOutput(output) : describeFailure(error, timeout, setting.form);
        if (reason === undefined) return done({ value: output });
        done({ value: "", problem: `the command ${program} ${reason}; run it by hand to see why` });
      },
    );
    child.stdin?.on("error", () => undefined).end();
  });
}

function mostBytes(form: SecretSetting["form"]): number {
  return form === "pem" ? PEM_BYTES : SECRET_BYTES;
}

function emptyOutput(output: string): string | undefined {
  return output.trim() === "" ? "printed nothing" : undefined;
}

function describeFailure(
  error: { code?: unknown; killed?: boolean },
  timeout: number,
  form: SecretSetting["form"],
): string {
  if (error.code === "ENOENT") return "is not there";
  if (error.code === "EACCES") return "may not be run by this user";
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER")
    return `printed more than ${mostBytes(form) / 1024} kB`;
  if (error.killed === true) return `took longer than ${timeout / 1000} s and was ended`;
  return typeof error.code === "number" ? `ended with exit code ${error.code}` : "could not be run";
}

function shape(value: string, form: SecretSetting["form"]): string {
  if (form === "pem") return value;
  if (form === "password") return value.replace(/\r?\n$/, "");
  return form === "token" ? value.replace(BEARER_PREFIX, "").trim() : value.trim();
}

/** A line break inside would end the header, and the client's own complaint would quote the value. */
function judge(value: string, form: SecretSetting["form"]): string | undefined {
  if (value === "") return "the secret is empty";
  if (form === "pem") return value.includes("-----BEGIN ") ? undefined : "is not in PEM";
  if (form === "password" || /^[\x20-\x7e]*$/.test(value)) return undefined;
  return "the secret holds a line break or a character outside ASCII, which no header may have";
}
