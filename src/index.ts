/**
 * scimsync as a library: the same core as the command line. Nothing happens at import.
 *
 * Load a config, open the store, then `sync` or `plan`; or use `ScimClient` alone.
 */
export { loadConfig, type LoadedConfig } from "./config/load.ts";
export type { Config, SourceConfig, TargetConfig } from "./config/config.ts";
export { openStore } from "./store/sqlite/store.ts";
export type { Store } from "./store/store.ts";
export { plan, sync, type SyncOptions } from "./sync/sync.ts";
export type { PlannedOperation, TargetPlan } from "./sync/plan-only.ts";
export type { ReportedFailure, RunCounts, RunReport, SyncReport } from "./sync/report.ts";
export type { RunEvent } from "./sync/run-context.ts";
export { ScimClient, type PatchOperation, type ScimClientOptions } from "./scim/client.ts";
export { ScimError } from "./scim/scim-error.ts";
export { NetworkError } from "./scim/transport.ts";
export type { Credentials, Secret } from "./scim/credentials.ts";
export type { Resource, ResourceType, ScimId } from "./scim/resource.ts";
export { systemClock, type Clock } from "./clock.ts";
export { silentLogger, type Logger } from "./log.ts";
export {
  ConfigError,
  formatProblem,
  LockedError,
  SourceError,
  StalePlanError,
  StateError,
  TargetError,
  UsageError,
  type Problem,
} from "./errors.ts";
