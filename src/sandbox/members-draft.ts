import type { MemberType, Members, Memberships } from "./memberships.ts";

/** The members of a group while a request is worked on; nothing is changed before `commit`. */
export class MembersDraft {
  readonly #before: Members;
  readonly #removed = new Set<string>();
  readonly #added = new Map<string, MemberType>();
  /** Members added again who are there already, where that makes them members twice. */
  readonly #repeated: string[] = [];
  readonly #repeats: boolean;
  #isCleared = false;

  constructor(before: Members, { repeats = false }: { readonly repeats?: boolean } = {}) {
    this.#before = before;
    this.#repeats = repeats;
  }

  get size(): number {
    const kept = this.#isCleared ? 0 : this.#before.size - this.#removed.size;
    return kept + this.#added.size;
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
    else if (this.#repeats) this.#repeated.push(id);
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
    if (this.#isCleared) memberships.dropRepeats(groupId);
    for (const [id, type] of joining) memberships.add(groupId, id, type);
    for (const id of this.#repeated) memberships.repeat(groupId, id);
    return leaving.length > 0 || joining.length > 0 || this.#repeated.length > 0;
  }

  #isKept(id: string): boolean {
    return this.#before.has(id) && !this.#isCleared && !this.#removed.has(id);
  }
}
