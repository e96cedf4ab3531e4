/** Something a push found out about a service provider. */
export interface LearntFact {
  readonly value: string;
  /** When, in milliseconds since the epoch. */
  readonly at: number;
}

/** What pushes found out about targets, so that the next run need not find it out again. */
export interface LearntStore {
  /** What was learnt under this basis, which says who was asked, and how the profile read then. */
  learnt(target: string, basis: string): ReadonlyMap<string, LearntFact>;
  /** What was learnt under another basis is forgotten. */
  learn(target: string, basis: string, name: string, fact: LearntFact): void;
  forget(target: string, name: string): void;
}
