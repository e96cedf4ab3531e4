import { foldName } from "../../fold-name.ts";

/** Beyond these, names are taken for data, such as ids used as names: they are not remembered. */
const MOST_NAMES = 10_000;
const LONGEST_PATH = 1_000;

/** What a record says that a provider rewrites without the record changing (RFC 7643, 3.1). */
const VOLATILE: ReadonlySet<string> = new Set(["meta.lastmodified", "meta.version"]);

/** A name at its place in a record, in all spellings alike. */
export interface AttributeNode {
  /** Names in lower case, joined by dots. */
  readonly path: string;
  /** The name for a fingerprint: with its length, so that no value is taken for a part of it. */
  readonly tag: string;
  readonly volatile: boolean;
  /** By name as it is spelled; spellings of one name share a node. */
  readonly below: Map<string, AttributeNode>;
  /** False when the name is not remembered, and so not known to stand twice either. */
  readonly known: boolean;
  /** The object in which it was last seen. */
  seenIn: number;
  /** Some record has a value here. */
  kept: boolean;
}

/** The names of all records of a kind as a tree, so that a name costs one look-up however often it occurs. */
export class AttributeTree {
  readonly root: AttributeNode = makeNode("", "", true);
  #size = 0;
  #objects = 0;

  /** The node of a name in the object at `parent`. */
  child(parent: AttributeNode, name: string): AttributeNode {
    return parent.below.get(name) ?? this.#add(parent, name);
  }

  /** A number for an object, by which its names are told from those of all other objects. */
  enter(): number {
    this.#objects += 1;
    return this.#objects;
  }

  /** Paths of all that has a value in some record, sorted. */
  names(): string[] {
    const paths = new Set<string>();
    collect(this.root, paths);
    return [...paths].sort();
  }

  #add(parent: AttributeNode, name: string): AttributeNode {
    const folded = foldName(name);
    const known = folded === name ? undefined : parent.below.get(folded);
    const path = parent.path === "" ? folded : `${parent.path}.${folded}`;
    const room = this.#size < MOST_NAMES && path.length <= LONGEST_PATH;
    const node = known ?? makeNode(path, folded, room);
    if (!room) return node;
    this.#size += 1;
    parent.below.set(name, node).set(folded, node);
    return node;
  }
}

function makeNode(path: string, name: string, known: boolean): AttributeNode {
  const tag = `${name.length}:${name}`;
  return { path, tag, volatile: VOLATILE.has(path), known, below: new Map(), seenIn: 0, kept: false };
}

function collect(node: AttributeNode, paths: Set<string>): void {
  for (const child of new Set(node.below.values())) {
    if (!child.kept) continue;
    if (child.path !== "") paths.add(child.path);
    collect(child, paths);
  }
}
