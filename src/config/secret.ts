import { execFile } from "node:child_process";
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { describeReadError } from "../yaml/file.ts";
import { ConfigError, type Problem } from "../errors.ts";
import type { Secret } from "../scim/credentials.ts";
import { ENVIRONMENT_SECRET, type SecretWritten } from "./auth-schema.ts";
import { unsetVariable } from "./base-url.ts";

const MAX_BYTES = 65_536;
const COMMAND_TIMEOUT = 30_000;

/** A `Bearer` that somebody copied along with the token. */
export const BEARER_PREFIX = /^\s*bearer\s+/i;

export interface SecretSetting {
  /** Folder of the config file: paths are relative to it, commands run in it. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the secret is asked for, for messages. */
  readonly place: Omit<Problem, "message">;
  /** `token`: spaces around it and `Bearer ` go. `header`: spaces go. `password`: only the line break at the end goes. */
  readonly form: "token" | "header" | "password";
  /** Milliseconds a command may take; 30 000 unless told. */
  readonly timeout?: number;
}

/** A secret that is fetched at each `read()` and kept nowhere, so that a token renewed on disk is found. */
export function createSecret(written: SecretWritten, setting: SecretSetting): Secret {
  return {
    description: describeSecret(written),
    read: async () => {
      const fetched = await fetchSecret(written, setting);
      const problem = fetched.problem ?? judge(shape(fetched.value, setting.form), setting.form);
      if (problem !== undefined) throw new ConfigError([{ ...setting.place, message: problem }]);
      return shape(fetched.value, setting.form);
    },
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

interface Fetched {
  readonly value: string;
  readonly problem?: string;
}

function fetchSecret(written: SecretWritten, setting: SecretSetting): Promise<Fetched> {
  if (typeof written !== "string" && written.file !== undefined)
    return readSecretFile(written.file, setting.folder);
  if (typeof written !== "string") return runCommand(written.command ?? [], setting);
  const name = variableOf(written) ?? "";
  const value = setting.environment[name] ?? "";
  return Promise.resolve(value === "" ? { value, problem: unsetVariable(name) } : { value });
}

/** Reads a secret file as it stands; a `problem` names the file, never the content. */
export async function readSecretFile(file: string, folder: string): Promise<Fetched> {
  try {
    const handle = await open(resolve(folder, file), "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_BYTES + 1), 0, MAX_BYTES + 1, null);
      const value = buffer.toString("utf8", 0, bytesRead);
      if (bytesRead > MAX_BYTES)
        return { value: "", problem: `${file} is larger than 64 kB; a secret is not` };
      return value.trim() === ""
        ? { value: "", problem: `${file} is empty; it must hold the secret` }
        : { value };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { value: "", problem: `the secret file ${file}: ${describeReadError(error)}` };
  }
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
        maxBuffer: MAX_BYTES,
        windowsHide: true,
      },
      (error, output) => {
        const reason = error === null ? emptyOutput(output) : describeFailure(error, timeout);
        if (reason === undefined) return done({ value: output });
        done({ value: "", problem: `the command ${program} ${reason}; run it by hand to see why` });
      },
    );
    child.stdin?.on("error", () => undefined).end();
  });
}

function emptyOutput(output: string): string | undefined {
  return output.trim() === "" ? "printed nothing" : undefined;
}

function describeFailure(error: { code?: unknown; killed?: boolean }, timeout: number): string {
  if (error.code === "ENOENT") return "is not there";
  if (error.code === "EACCES") return "may not be run by this user";
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return "printed more than 64 kB";
  if (error.killed === true) return `took longer than ${timeout / 1000} s and was ended`;
  return typeof error.code === "number" ? `ended with exit code ${error.code}` : "could not be run";
}

function shape(value: string, form: SecretSetting["form"]): string {
  if (form === "password") return value.replace(/\r?\n$/, "");
  return form === "token" ? value.replace(BEARER_PREFIX, "").trim() : value.trim();
}

/** A line break inside would end the header, and the client's own complaint would quote the value. */
function judge(value: string, form: SecretSetting["form"]): string | undefined {
  if (value === "") return "the secret is empty";
  if (form === "password" || /^[\x20-\x7e]*$/.test(value)) return undefined;
  return "the secret holds a line break or a character outside ASCII, which no header may have";
}
