import { SourceError } from "../../errors.ts";
import type { Problem } from "../../errors.ts";
import { nameFiles } from "../file/file-set.ts";
import { eachFile, stampFile } from "../file/still-file.ts";
import type { FileStamp, NamedFile } from "../file/still-file.ts";
import type { ReaderContext } from "../reader-context.ts";
import type { JsonSourceOptions } from "./options.ts";
import { groupsSection, rowSection, usersSection } from "./section.ts";
import type { Section } from "./section.ts";

/** A section, and the files it is in as the config names them. */
export interface PlacedSection {
  readonly section: Section;
  readonly patterns: readonly string[];
}

/** A file, and the sections that are in it. */
export interface SectionedFile {
  readonly file: NamedFile;
  readonly stamp: FileStamp;
  readonly sections: readonly Section[];
}

/** Users, groups, memberships. Throws `UsageError` for a filter that is none. */
export function placedSections(options: JsonSourceOptions, context: ReaderContext): readonly PlacedSection[] {
  const { users, groups, memberships } = options;
  return [
    { section: usersSection(options, context), patterns: users.files },
    ...(groups === undefined ? [] : [{ section: groupsSection(groups, context), patterns: groups.files }]),
    ...(memberships === undefined ? [] : [{ section: rowSection(memberships), patterns: memberships.files }]),
  ];
}

/** The files of all sections, each once, in the order of sections. Throws one `SourceError` for all that are missing. */
export async function openFiles(
  placed: readonly PlacedSection[],
  displayName: (absolutePath: string) => string,
): Promise<readonly SectionedFile[]> {
  const named: { readonly file: NamedFile; readonly section: Section }[] = [];
  const problems: Problem[] = [];
  for (const { section, patterns } of placed) {
    try {
      const files = await nameFiles(patterns, `source.${section.kind}.file`, displayName);
      named.push(...files.map((file) => ({ file, section })));
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new SourceError(problems);
  const stamps = await eachFile(named, stampFile);
  return [...stamps].flatMap(([path, stamp]) => {
    const here = named.filter(({ file }) => file.path === path);
    const sections = here.map(({ section }) => section);
    return here.slice(0, 1).map(({ file }) => ({ file, stamp, sections }));
  });
}
