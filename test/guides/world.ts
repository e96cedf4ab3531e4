import type { JsonObject } from "../../src/canonical.ts";
import type { QuirkName } from "../../src/sandbox/quirks/quirk.ts";
import type { Site } from "./site.ts";

/** What is there when the reader of a page begins, and what happens meanwhile that the page does not tell. */
export interface World {
  /** Files of the reader, by name; those of a small company when left out. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the service is played by: strict when left out. */
  readonly connector?: string;
  readonly quirks?: readonly QuirkName[];
  /** Accounts and groups that somebody made there; members are named by userName. */
  readonly accounts?: readonly JsonObject[];
  readonly groups?: readonly { readonly displayName: string; readonly members?: readonly string[] }[];
  /** What the service takes, where that is not the usual. */
  readonly contentType?: string;
  /** What comes before a command of the page, by that command; lines as in a block of `sh`. */
  readonly before?: Readonly<Record<string, readonly string[]>>;
  /** What words of the page are that nobody can know beforehand, such as an id. */
  readonly words?: Readonly<Record<string, (site: Site) => string>>;
}
