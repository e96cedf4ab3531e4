/**
 * scimsync as a library: the same core as the command line. Nothing happens at import: no signal is listened to, nothing is
 * written to the terminal, and the process is never ended.
 *
 * Load a config with `loadConfig`, open its state with `openState`, then read a run as events with `syncing`, or look at what
 * it would do with `plan`; or use `ScimClient` alone. docs/library.md tells it from start to end.
 */
export { loadConfig, type LoadedConfig } from "./config/load.ts";
export type { Config, SourceConfig, TargetConfig } from "./config/config.ts";
export { openStore } from "./store/sqlite/store.ts";
export type { StateKey } from "./store/sqlite/cipher.ts";
export { openState } from "./sync/open-state.ts";
export type { Store } from "./store/store.ts";
export { syncing, type SyncingSettings } from "./library/syncing.ts";
export type {
  FinishedEvent,
  MissedEvent,
  OperationEvent,
  PlannedEvent,
  ReadingEvent,
  ReportEvent,
  SyncEvent,
  WarningEvent,
} from "./library/sync-event.ts";
export { runOptions, type RunSettings } from "./library/run-options.ts";
export type {
  HandedSources,
  ProgramAttributes,
  ProgramEnd,
  ProgramGroup,
  ProgramMembership,
  ProgramRecord,
  ProgramSource,
  ProgramUser,
  RecordOrigin,
} from "./source/program/program-record.ts";
export type { Alert, Notifier, Occasion } from "./notify/notifier.ts";
export { plan, sync, type SyncOptions } from "./sync/sync.ts";
export { apply, type ApplyOptions } from "./sync/plan-file/apply.ts";
export type { PlanFile, WrittenOperation } from "./sync/plan-file/plan-file.ts";
export { operationsIn, readPlanFile } from "./sync/plan-file/read-plan-file.ts";
export { savePlan } from "./sync/plan-file/save-plan.ts";
export { retry, type RetryOptions } from "./sync/people/retry.ts";
export type { LivePlan, PlannedOperation, TargetPlan } from "./sync/planning/plan-only.ts";
export type { Mode } from "./sync/planning/planning.ts";
export type { Check } from "./source/expect.ts";
export type { FailureCode } from "./push/failure-code.ts";
export type { OperationKind } from "./plan/operation.ts";
export { exitCodes } from "./sync/exit-code.ts";
export type { FailureState, ReportedFailure, RunCounts, RunReport, SyncReport } from "./sync/report.ts";
export type { RunEvent } from "./sync/run-context.ts";
export { AnswerError, type AnswerFault } from "./scim/answer/answer-error.ts";
export type { BulkOperation, BulkOptions, BulkResult } from "./scim/bulk.ts";
export { ScimClient } from "./scim/client.ts";
export type { ScimClientOptions } from "./scim/client-options.ts";
export type { ConnectionSettings } from "./scim/connection/connect.ts";
export type { Credentials, Secret } from "./scim/credentials/credentials.ts";
export type {
  AuthenticationScheme,
  BulkCapability,
  Capabilities,
  PaginationCapability,
} from "./scim/discovery.ts";
export type { EndpointPaths } from "./scim/endpoint-paths.ts";
export { quoteFilterValue } from "./scim/filter.ts";
export type { Limits } from "./scim/pace/limits.ts";
export type { PacingHeaders } from "./scim/pace/pacing-headers.ts";
export type { RateRule } from "./scim/pace/rate-rule.ts";
export type { ListPage } from "./scim/list.ts";
export type { AttributeSelection, ListRequest } from "./scim/list-request.ts";
export type { RequestCount } from "./scim/request-count.ts";
export type { Resource, ResourceType, ScimId } from "./scim/resource.ts";
export type { RetryPolicy } from "./scim/pace/retry.ts";
export type { AttributeType, SchemaAttribute, ScimSchema } from "./scim/schema.ts";
export { ScimError } from "./scim/scim-error.ts";
export { NetworkError, type ScimRequest, type ScimResponse } from "./scim/connection/transport.ts";
export type { PatchOperation, PatchOptions, WriteOptions } from "./scim/write-request.ts";
export { systemClock, type Clock } from "./clock.ts";
export { silentLogger, type Logger } from "./log.ts";
export {
  ConfigError,
  formatProblem,
  LockedError,
  SourceError,
  StalePlanError,
  StateError,
  StoppedError,
  TargetError,
  UsageError,
  type Problem,
} from "./errors.ts";
