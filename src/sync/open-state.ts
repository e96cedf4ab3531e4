import type { Config } from "../config/config.ts";
import { openStore } from "../store/sqlite/store.ts";
import type { Store } from "../store/store.ts";

/**
 * Opens the state file of a config, with the key that this names. Throws `StateError` when it cannot be used, and
 * `ConfigError` when there is no such key.
 */
export async function openState({ state, stateKey }: Config): Promise<Store> {
  return openStore(state, await stateKey?.());
}
