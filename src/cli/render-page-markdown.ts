import { type Block, type Line, type Note, noteLabel, type Term } from "./page-block.ts";

/** A page as Markdown. */
export function pageMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(blockMarkdown).join("\n\n")}\n`;
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case "title":
      return `# ${escaped(block.text)}`;
    case "heading":
      return `## ${escaped(block.text)}`;
    case "text":
      return lineMarkdown(block.line);
    case "list":
      return block.items
        .map((item, at) => `${block.ordered ? `${at + 1}.` : "-"} ${lineMarkdown(item)}`)
        .join("\n");
    case "terms":
      return block.items.map(termMarkdown).join("\n");
    case "code":
      return `\`\`\`yaml\n${block.text.trimEnd()}\n\`\`\``;
    case "notes":
      return block.notes.map((note) => `${note.number}. ${note.confidence}: ${linked(note)}`).join("\n");
  }
}

function termMarkdown({ name, lines }: Term): string {
  return [`- ${lineMarkdown(name)}`, ...lines.map((line) => `  ${escaped(line)}`)].join("  \n");
}

function lineMarkdown({ text, notes = [] }: Line): string {
  return [escaped(text), ...notes.map(noteMarkdown)].join(" ");
}

function noteMarkdown(note: Note): string {
  return `[[${noteLabel(note)}]](${addressOf(note) ?? "#sources"})`;
}

function linked(note: Note): string {
  const address = addressOf(note);
  const text = escaped(note.where);
  return address === undefined || note.where.startsWith("http") ? text : `[${text}](${address})`;
}

/** Where a source can be read, if it says so: an address, or `host:owner/repo path`. */
function addressOf({ where }: Note): string | undefined {
  const [, host, repository, path = ""] = /^([a-z]+):([\w.-]+\/[\w.-]+) ?(\S*)/.exec(where) ?? [];
  if (host === undefined) return /https?:\/\/[^\s()]+/.exec(where)?.[0];
  return `https://${host}.com/${repository}${path === "" ? "" : `/blob/HEAD/${path}`}`;
}

/** Text in which nothing but code between backticks means anything to Markdown. */
export function escaped(text: string): string {
  return text
    .split(/(`[^`]*`|https?:\/\/\S+)/)
    .map((part, at) => (at % 2 === 1 ? part : part.replaceAll(/[\\<>*_[\]|]/g, String.raw`\$&`)))
    .join("");
}
