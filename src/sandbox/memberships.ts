export type MemberType = "User" | "Group";

/** Ids of members with what each is. */
export type Members = ReadonlyMap<string, MemberType>;

const nobody: Members = new Map();
const noGroups: ReadonlySet<string> = new Set();

/** Who is in which group, both ways round, so that one member more or less costs the same in any group. */
export class Memberships {
  readonly #members = new Map<string, Map<string, MemberType>>();
  readonly #groups = new Map<string, Set<string>>();
  /** How many times more somebody is in a group, by group and member. */
  readonly #repeats = new Map<string, Map<string, number>>();

  membersOf(groupId: string): Members {
    return this.#members.get(groupId) ?? nobody;
  }

  /** Ids of the groups a user or group is a direct member of. */
  groupsOf(memberId: string): ReadonlySet<string> {
    return this.#groups.get(memberId) ?? noGroups;
  }

  add(groupId: string, memberId: string, type: MemberType): void {
    const members = this.#members.get(groupId);
    if (members === undefined) this.#members.set(groupId, new Map([[memberId, type]]));
    else members.set(memberId, type);
    const groups = this.#groups.get(memberId);
    if (groups === undefined) this.#groups.set(memberId, new Set([groupId]));
    else groups.add(groupId);
  }

  /** How often somebody is in a group beyond the first time. */
  repeatsOf(groupId: string): ReadonlyMap<string, number> {
    return this.#repeats.get(groupId) ?? new Map();
  }

  /** A member is there once more. */
  repeat(groupId: string, memberId: string): void {
    const repeats = this.#repeats.get(groupId) ?? new Map<string, number>();
    this.#repeats.set(groupId, repeats.set(memberId, (repeats.get(memberId) ?? 0) + 1));
  }

  dropRepeats(groupId: string): void {
    this.#repeats.delete(groupId);
  }

  /** Takes out a member, however often it is there. */
  remove(groupId: string, memberId: string): void {
    this.#members.get(groupId)?.delete(memberId);
    this.#repeats.get(groupId)?.delete(memberId);
    const groups = this.#groups.get(memberId);
    groups?.delete(groupId);
    if (groups?.size === 0) this.#groups.delete(memberId);
  }

  /** A resource has another id from now on, as a member and as a group. */
  rename(before: string, after: string): void {
    if (before === after) return;
    for (const groupId of this.groupsOf(before)) {
      const type = this.membersOf(groupId).get(before) ?? "User";
      this.remove(groupId, before);
      this.add(groupId, after, type);
    }
    for (const [memberId, type] of this.membersOf(before)) {
      this.remove(before, memberId);
      this.add(after, memberId, type);
    }
    this.#members.delete(before);
  }

  /** Takes a deleted resource out of every group, and empties it when it was one. Gives the groups changed. */
  forget(id: string): readonly string[] {
    const groups = [...this.groupsOf(id)];
    for (const groupId of groups) this.remove(groupId, id);
    for (const memberId of this.membersOf(id).keys()) this.remove(id, memberId);
    this.#members.delete(id);
    this.#repeats.delete(id);
    return groups;
  }
}
