/** A source whose records a program hands over; the config says no more than what it is called. */
export interface ProgramSourceOptions {
  readonly type: "program";
  readonly name: string;
}
