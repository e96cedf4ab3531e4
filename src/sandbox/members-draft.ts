import type { MemberType, Members, Memberships } from "./memberships.ts";

/** The members of a group while a request is worked on; nothing is changed before `commit`. */
export class MembersDraft {
  readonly #before: Members;
  readonly #removed = new Set<string>();
  readonly #added = new Map<string, MemberType>();
  #isCleared = false;

  constructor(before: Members) {
    this.#before = before;
  }

  has(id: string): boolean {
    return this.#added.has(id) || this.#isKept(id);
  }

  /** Ids and types as they would be; walks the whole group. */
  *entries(): Generator<readonly [string, MemberType]> {
    for (const entry of this.#before) if (this.#isKept(entry[0])) yield entry;
    yield* this.#added;
  }

  add(id: string, type: MemberType): void {
    if (!this.has(id)) this.#added.set(id, type);
  }

  remove(id: string): void {
    this.#added.delete(id);
    if (this.#before.has(id)) this.#removed.add(id);
  }

  clear(): void {
    this.#added.clear();
    this.#isCleared = true;
  }

  /** Makes the draft true. Gives whether that changed anything. */
  commit(groupId: string, memberships: Memberships): boolean {
    const gone = this.#isCleared ? [...this.#before.keys()] : [...this.#removed];
    const leaving = gone.filter((id) => !this.#added.has(id));
    const joining = [...this.#added].filter(([id]) => !this.#before.has(id));
    for (const id of leaving) memberships.remove(groupId, id);
    for (const [id, type] of joining) memberships.add(groupId, id, type);
    return leaving.length > 0 || joining.length > 0;
  }

  #isKept(id: string): boolean {
    return this.#before.has(id) && !this.#isCleared && !this.#removed.has(id);
  }
}
