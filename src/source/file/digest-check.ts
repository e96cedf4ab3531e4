import { basename, dirname, resolve } from "node:path";
import type { Problem } from "../../errors.ts";
import type { SourceFile } from "../source.ts";
import { failedProof } from "./proof.ts";
import { readSideFile } from "./side-file.ts";
import type { SideFile } from "./side-file.ts";
import type { NamedFile } from "./still-file.ts";

/** Compares the digest of a file with what the side file called `name` says of it. */
export async function checkDigest(
  file: NamedFile,
  { sha256 }: SourceFile,
  name: string,
): Promise<Problem | undefined> {
  const side = await readSideFile(file, name);
  const message = complain(file, sha256, side);
  return message === undefined ? undefined : { file: file.display, message: failedProof("sha256", message) };
}

function complain(file: NamedFile, sha256: string, { path, display, content }: SideFile): string | undefined {
  if ("failure" in content) return `${display} ${content.failure}`;
  const lines = parseDigests(content.text);
  if (lines.length === 0) return `${display} holds no sha256, which is 64 digits from 0 to f`;
  const ofFile = chooseLines(lines, file.path, dirname(path));
  if (ofFile.length === 0) return `${display} holds no line for ${basename(file.path)}`;
  if (ofFile.some((line) => line.sha256 === sha256)) return undefined;
  return `the sha256 of the file is ${sha256}, but ${display} says ${ofFile[0]?.sha256}`;
}

interface DigestLine {
  /** Hex, in lower case. */
  readonly sha256: string;
  /** The file as named beside it, if one is. */
  readonly name?: string;
}

/** Lines of sha256sum (`digest  name`, `digest *name`), its tagged form (`SHA256 (name) = digest`), bare digests. */
function parseDigests(text: string): readonly DigestLine[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const tagged = /^SHA256 \((?<name>.*)\) = (?<digest>[0-9a-f]{64})\s*$/i.exec(line);
    const plain = /^\\?(?<digest>[0-9a-f]{64})(?:\s+\*?(?<name>\S.*?))?\s*$/i.exec(line.trimStart());
    const { digest, name } = (tagged ?? plain)?.groups ?? {};
    if (digest === undefined) return [];
    return [{ sha256: digest.toLowerCase(), ...(name !== undefined && { name }) }];
  });
}

/** A single line is about the file whatever it calls it; of several, those that name it by path, else by name. */
function chooseLines(lines: readonly DigestLine[], file: string, folder: string): readonly DigestLine[] {
  if (lines.length === 1) return lines;
  const byPath = lines.filter(({ name }) => name !== undefined && resolve(folder, name) === file);
  if (byPath.length > 0) return byPath;
  return lines.filter(({ name }) => name !== undefined && basename(name) === basename(file));
}
