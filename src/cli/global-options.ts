/** Flags that every command has. */
export interface GlobalOptions {
  readonly config: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly logLevel: string;
  readonly logFormat: "pretty" | "json";
  /** Where the log goes, as JSON, in place of stderr. */
  readonly logFile?: string;
}
