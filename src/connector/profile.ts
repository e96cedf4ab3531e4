import type { z } from "zod";
import type { JsonObject } from "../canonical.ts";
import type { deactivate } from "./knobs/deactivate.ts";
import type { endpoint } from "./knobs/endpoint.ts";
import type { groups } from "./knobs/groups.ts";
import type { guide } from "./knobs/guide.ts";
import type { bulk, pacing } from "./knobs/pacing.ts";
import type { matching, reads } from "./knobs/reads.ts";
import type { auth } from "./knobs/sign-in.ts";
import type { users } from "./knobs/users.ts";

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<Exclude<T[Key], undefined>> }
    : T;

/** What every profile has of a section. `Open`: knobs for which the RFCs give no default. */
type Section<Schema extends z.ZodType, Open extends keyof z.infer<Schema> = never> = Omit<
  Frozen<z.infer<Schema>>,
  Open
> & { readonly [Key in Open]?: Frozen<z.infer<Schema>[Key]> };

/**
 * How a kind of service provider behaves, as data. What each knob means stands beside it in `knobs/`; each answers to
 * one code site, and none names a vendor. Defaults (in `generic`) are what RFC 7643 and 7644 ask of a service provider.
 */
export interface ConnectorProfile {
  /** File name without `.yaml`, such as `generic`. */
  readonly name: string;
  readonly title: string;
  readonly guide: GuideProfile;
  readonly endpoint: EndpointProfile;
  readonly auth: AuthProfile;
  readonly users: UsersProfile;
  readonly deactivate: DeactivateProfile;
  readonly groups: GroupsProfile;
  readonly reads: ReadsProfile;
  readonly matching: MatchingProfile;
  readonly pacing: PacingProfile;
  readonly bulk: BulkProfile;
  /** Defaults for everything a target can say, in the words of the config file. */
  readonly defaults: JsonObject;
}

export type GuideProfile = Section<typeof guide, "plan">;
export type EndpointProfile = Section<typeof endpoint, "baseUrl">;
/** Without a value where the RFC has none: an address, a scope. */
export type AuthProfile = Section<
  typeof auth,
  "header" | "tokenUrl" | "scope" | "grantType" | "lifetime" | "variable"
>;
export type UsersProfile = Section<typeof users>;
export type DeactivateProfile = Section<typeof deactivate>;
export type GroupsProfile = Section<typeof groups>;
export type ReadsProfile = Section<typeof reads>;
export type MatchingProfile = Section<typeof matching>;
export type PacingProfile = Section<typeof pacing>;
export type BulkProfile = Section<typeof bulk>;
