import { systemClock } from "../../clock.ts";
import type { Config } from "../../config/config.ts";
import { StateError, UsageError } from "../../errors.ts";
import { changeKey, plainBackupsOf } from "../../store/sqlite/change-key.ts";
import { deriveStateKey, type StateKey, weaknessOf } from "../../store/sqlite/cipher.ts";
import { formOf } from "../../store/sqlite/file-form.ts";
import { openDatabase } from "../../store/sqlite/open.ts";
import { exitCodes } from "../../sync/exit-code.ts";
import type { GlobalOptions } from "../global-options.ts";
import type { Terminal } from "../terminal.ts";
import { openConfig } from "../workplace.ts";

interface Context {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

/** `scimsync state encrypt`: the state file is encrypted from here on. */
export async function encryptState(context: Context): Promise<number> {
  const { config, key } = await openKeyed(context);
  if (formOf(config.state) === "encrypted") {
    openDatabase(config.state, key).close();
    return tell(context, config, { changed: false, says: "is encrypted with this key already" });
  }
  change(config, { to: key, command: "state encrypt" });
  return tell(context, config, {
    changed: true,
    says: "is encrypted now; keep the key, nobody can read the file without it",
  });
}

/** `scimsync state decrypt`: the state file is plain from here on. */
export async function decryptState(context: Context): Promise<number> {
  const { config, key } = await openKeyed(context);
  if (formOf(config.state) === "plain")
    return tell(context, config, {
      changed: false,
      says: "is not encrypted; take encryption out of the config",
    });
  change(config, { from: key, command: "state decrypt" });
  return tell(context, config, {
    changed: true,
    says: "is not encrypted any more; take encryption out of the config",
  });
}

/** `scimsync state rekey --new-key-env NAME`: the state file is encrypted with another key from here on. */
export async function rekeyState(
  context: Context,
  { newKeyEnv }: { readonly newKeyEnv: string },
): Promise<number> {
  const { config, key } = await openKeyed(context);
  const value = context.terminal.environment[newKeyEnv]?.trim() ?? "";
  if (value === "")
    throw new UsageError(`the variable ${newKeyEnv} is not set or empty; it must hold the new key`);
  const weakness = weaknessOf(value);
  if (weakness !== undefined) throw new UsageError(`the variable ${newKeyEnv}: ${weakness}`);
  change(config, { from: key, to: deriveStateKey(value), command: "state rekey" });
  return tell(context, config, {
    changed: true,
    says: "is encrypted with the new key now; let encryption.key give that one, and keep the old one for backups made before",
  });
}

async function openKeyed({
  options,
  terminal,
}: Context): Promise<{ readonly config: Config; readonly key: StateKey }> {
  const { config } = await openConfig(options, terminal, "source");
  if (config.stateKey === undefined)
    throw new UsageError(
      'the config names no key; write in it: encryption: { key: "${env.SCIMSYNC_STATE_KEY}" }, with a key made by: openssl rand -base64 32',
    );
  if (formOf(config.state) === "absent") throw new StateError(`${config.state}: there is no such state file`);
  return { config, key: await config.stateKey() };
}

function change(
  { state }: Config,
  how: { readonly from?: StateKey; readonly to?: StateKey; readonly command: string },
): void {
  changeKey({ file: state, now: () => systemClock.now(), ...how });
}

async function tell(
  { options, terminal }: Context,
  { state }: Config,
  { changed, says }: { readonly changed: boolean; readonly says: string },
): Promise<number> {
  const encrypted = formOf(state) === "encrypted";
  const plainBackups = encrypted ? plainBackupsOf(state) : [];
  if (options.json) {
    await terminal.out(`${JSON.stringify({ version: 1, state, encrypted, changed, plainBackups })}\n`);
    return exitCodes.done;
  }
  for (const path of plainBackups)
    terminal.note(`warning: ${path}: is not encrypted; remove it when you need it no more`);
  if (!options.quiet) await terminal.out(`${state}: ${says}\n`);
  return exitCodes.done;
}
