/** Flags that every command has. */
export interface GlobalOptions {
  readonly config: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly logLevel: string;
  readonly logFormat: "pretty" | "json";
}
