/** What channels of `notify` were told of, so that each change is told once. */
export interface AlertStore {
  /** What the channel was last told of this subject (a target's id, or empty for the source), as it was written. */
  told(channel: string, subject: string): string | undefined;
  tell(channel: string, subject: string, told: string): void;
  /** Forgets other channels, but for those of programs (`program:NAME`), of which a config knows nothing. */
  keepOnly(channels: readonly string[]): void;
}
