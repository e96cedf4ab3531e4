import type { PlacedRule } from "../connector/attribute-rule.ts";
import type { ConnectorProfile } from "../connector/profile.ts";
import type { MergeRule } from "../directory/merge-parts.ts";
import type { AssignTemplate, GroupTemplate, UserTemplate } from "../mapping/template.ts";
import type { Way } from "../mapping/naming.ts";
import type { GroupPolicy, GuardLimits, UserPolicy } from "../plan/policy.ts";
import type { ConnectionSettings } from "../scim/connection/connect.ts";
import type { Credentials } from "../scim/credentials/credentials.ts";
import type { Limits } from "../scim/pace/limits.ts";
import type { CsvSourceOptions } from "../source/csv/options.ts";
import type { Expiry } from "./expiry.ts";
import type { NotifyConfig } from "./notify-config.ts";
import type { MetricsPush } from "./push-gateway.ts";
import type { JsonSourceOptions } from "../source/json/options.ts";
import type { LdapSourceOptions } from "../source/ldap/options.ts";
import type { LdifSourceOptions } from "../source/ldif/options.ts";
import type { ProgramSourceOptions } from "../source/program/options.ts";
import type { StateKey } from "../store/sqlite/cipher.ts";
import type { SourceExpectations } from "../source/expect.ts";
import type { Place } from "./locate.ts";
import type { MappingOrigin } from "./mapping-origin.ts";

/** A config file as the engine uses it: paths absolute, defaults and profile filled in, units resolved. */
export interface Config {
  /** Absolute path of the config file. */
  readonly file: string;
  /** Absolute path of the state file. */
  readonly state: string;
  /** Milliseconds that runs are kept; for ever when undefined. */
  readonly retention?: number;
  /** Fetches the key of the state file, which is not encrypted when undefined. */
  readonly stateKey?: () => Promise<StateKey>;
  readonly sources: readonly SourceConfig[];
  /** What one key in several sources means; an error when undefined. */
  readonly merge?: MergeRule;
  readonly dynamicGroups: readonly DynamicGroup[];
  readonly targets: readonly TargetConfig[];
  /** Who is told when something is wrong. */
  readonly notify: readonly NotifyConfig[];
  /** Where the numbers of a run go; nowhere when undefined. */
  readonly metrics?: MetricsPush;
  /** What was put right without asking, such as a missing `https://`. */
  readonly notices: readonly string[];
}

export type SourceOptions =
  | CsvSourceOptions
  | JsonSourceOptions
  | LdapSourceOptions
  | LdifSourceOptions
  | ProgramSourceOptions;

/** One of `source` as used. */
export interface SourceConfig {
  /** Unique among the sources. */
  readonly name: string;
  readonly options: SourceOptions;
  readonly expect: SourceExpectations;
  /** Its records only add to those that another source has. */
  readonly enriches: boolean;
  /** Attributes, in lower case, that records may have although none has them today. */
  readonly mayHave: readonly string[];
  /** What expressions call attributes of its records; nothing else than their names when undefined. */
  readonly names?: { readonly users: readonly StatedName[]; readonly groups: readonly StatedName[] };
}

/** A name that the config gives to an attribute. */
export interface StatedName {
  /** As written. */
  readonly name: string;
  /** As written: the column or attribute, or its path. */
  readonly column: string;
  readonly way: Way;
  /** Where it is stated. */
  readonly place: Place;
}

/** A group whose members are those who satisfy an expression. */
export interface DynamicGroup {
  readonly key: string;
  readonly name: string;
  /** A bare expression on `user`. */
  readonly where: string;
}

/** One of `targets` as used, with what its profile and `defaults` say. */
export interface TargetConfig {
  /** Stable name, used in state, logs and commands. */
  readonly id: string;
  readonly profile: ConnectorProfile;
  /** The connector as stated: a shipped name, or a path relative to the config file. */
  readonly connector: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** When they end, the first end first; absent when nothing is known of it. */
  readonly expiries?: readonly Expiry[];
  /** Certificates and proxy. */
  readonly connection: ConnectionSettings;
  readonly assign: AssignTemplate;
  readonly users: {
    readonly template: UserTemplate;
    readonly policy: UserPolicy;
    readonly rules: readonly PlacedRule[];
    /** Attributes that are mapped and not sent, for they make requests fail; none when undefined. */
    readonly leftOut?: readonly string[];
  };
  readonly groups: {
    readonly template: GroupTemplate;
    readonly policy: GroupPolicy;
    readonly rules: readonly PlacedRule[];
  };
  /** Who states the attributes of users and groups. */
  readonly origins: { readonly users: MappingOrigin; readonly groups: MappingOrigin };
  /** userNames, group names or source keys, `*` allowed: never changed, deactivated, deleted or linked. */
  readonly protect: readonly string[];
  readonly limits: Limits;
  /** How many accounts and groups are read after each run; none when undefined. */
  readonly verify?: number;
  readonly guard: GuardLimits;
}
