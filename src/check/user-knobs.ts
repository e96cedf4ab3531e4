import type { ConnectorProfile, UsersProfile } from "../connector/profile.ts";

/** The profile with other settings of how users are changed. */
export function withUsers(profile: ConnectorProfile, users: Partial<UsersProfile>): ConnectorProfile {
  return { ...profile, users: { ...profile.users, ...users } };
}

/** All values a setting can have, the one in force first. */
export function inForceFirst<Value>(inForce: Value, all: readonly Value[]): readonly Value[] {
  return [inForce, ...all.filter((one) => one !== inForce)];
}

export const patchForms = ["paths", "noPath", "dottedKeys"] as const;
export const extensionPaths = ["colon", "dot", "object"] as const;
