/** A command line of a page. */
export interface Command {
  readonly kind: "command";
  /** Without the name of the program. */
  readonly line: string;
  /** How it ends; `|| test $? -eq 4` lets it end otherwise, too. */
  readonly exitCodes: readonly number[];
  /** Lines of its output that the page shows; `…` stands for any text. */
  readonly shown: readonly string[];
  /** The file that gets its output. */
  readonly into?: string;
}

const ours = /^(?:npx )?(?:\S*\/)?scimsync (.+)$/;

/** The command of scimsync that a line is; undefined when it is something else. */
export function commandOf(written: string): Command | undefined {
  const [, said] = ours.exec(written) ?? [];
  if (said === undefined) return undefined;
  const exitCode = Number(/#.*\bexit (\d+)/.exec(said)?.[1] ?? 0);
  const bare = said.replace(/\s+#.*$/, "").trim();
  const [before = "", tolerated] = bare.split(/ \|\| test \$\? -eq (\d+)$/);
  const [line = "", into] = before.split(/ > (\S+)$/);
  return {
    kind: "command",
    line,
    exitCodes: [exitCode, ...(tolerated === undefined ? [] : [Number(tolerated)])],
    shown: [],
    ...(into !== undefined && { into }),
  };
}
