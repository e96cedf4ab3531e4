export type MemberType = "User" | "Group";

/** Ids of members with what each is. */
export type Members = ReadonlyMap<string, MemberType>;

const nobody: Members = new Map();
const noGroups: ReadonlySet<string> = new Set();

/** Who is in which group, both ways round, so that one member more or less costs the same in any group. */
export class Memberships {
  readonly #members = new Map<string, Map<string, MemberType>>();
  readonly #groups = new Map<string, Set<string>>();

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

  remove(groupId: string, memberId: string): void {
    this.#members.get(groupId)?.delete(memberId);
    const groups = this.#groups.get(memberId);
    groups?.delete(groupId);
    if (groups?.size === 0) this.#groups.delete(memberId);
  }

  /** Takes a deleted resource out of every group, and empties it when it was one. Gives the groups changed. */
  forget(id: string): readonly string[] {
    const groups = [...this.groupsOf(id)];
    for (const groupId of groups) this.remove(groupId, id);
    for (const memberId of this.membersOf(id).keys()) this.remove(id, memberId);
    this.#members.delete(id);
    return groups;
  }
}
