export type Encoding = "utf-8" | "utf-16" | "latin1" | "windows-1252";

/** What proves that a file is whole (contract 1.1); `{file}` in a name stands for the path of the file itself. */
export interface FileProof {
  /** A file as sha256sum writes it, or the bare digest. */
  readonly sha256?: string;
  /** A file that holds the number of records. */
  readonly rows?: string;
  /** The last line, which is no record; `{rows}` in it stands for the number of records. */
  readonly trailer?: string;
  /** `trailer` is waived for this run: a last line of its form is no record still, but need not be there. */
  readonly trailerUnchecked?: boolean;
  /** The last line must end in a newline, so that a file cut inside its last value is seen. */
  readonly finalNewline?: boolean;
}

/** What all sources in files can say. */
export interface FileOptions {
  /** Of the files; a byte order mark wins. UTF-8 when undefined. */
  readonly encoding?: Encoding;
  readonly proof?: FileProof;
}
