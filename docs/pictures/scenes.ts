/** What the directory of Acme is before a scene. */
export type Day = "monday" | "tuesday" | "two mistakes" | "a department is gone";

/** A command line of scimsync, and the picture of what it shows, if there is one. */
export interface Scene {
  readonly command: string;
  /** The picture's name, without its ending. */
  readonly picture?: string;
  /** A second picture, of the moment when so much was done, from 0 to 1. */
  readonly moment?: { readonly picture: string; readonly share: number };
  /** The directory is this from now on; as before when absent. */
  readonly day?: Day;
  /** Of the terminal; 100 when absent. */
  readonly columns?: number;
  /** What is typed when it asks. */
  readonly answers?: readonly (readonly [question: string, answer: string])[];
  /** Run in a folder of its own, with nothing but the people. */
  readonly alone?: true;
}

/** In this order, for each goes on where the one before ended. */
export const scenes: readonly Scene[] = [
  {
    command: "init",
    picture: "init",
    alone: true,
    answers: [
      ["Which file", "people.csv"],
      ["Which service", "retool"],
      ["Where does SCIM", ""],
    ],
  },
  { command: "source stats", picture: "source-stats", day: "monday", columns: 120 },
  { command: "plan --limit 6", picture: "plan-first" },
  { command: "sync", picture: "sync", moment: { picture: "sync-progress", share: 0.6 } },
  { command: "plan --limit 14", picture: "plan", day: "tuesday" },
  { command: "explain 000140", picture: "explain", columns: 120 },
  { command: "sync --report changes.html", picture: "sync-failures", day: "two mistakes" },
  { command: "failures", picture: "failures" },
  { command: "plan --limit 4", picture: "guard", day: "a department is gone" },
  { command: "sync --report report.html" },
  { command: "status", picture: "status" },
];

/** A page of a browser, which is made in light and dark: `NAME-light.png` and `NAME-dark.png`. */
export interface Page {
  readonly picture: string;
  /** A report that a scene wrote, or the page of the sandbox. */
  readonly shows: "report.html" | "changes.html" | "sandbox";
  /** The heading that stands at the top; the page's beginning when absent. */
  readonly from?: string;
  /** Which changes are chosen. */
  readonly chosen?: string;
  readonly width: number;
  readonly height: number;
}

export const pages: readonly Page[] = [
  { picture: "report", shows: "report.html", width: 960, height: 800 },
  {
    picture: "changes",
    shows: "changes.html",
    from: "What changed for whom",
    chosen: "update",
    width: 960,
    height: 620,
  },
  { picture: "sandbox", shows: "sandbox", width: 960, height: 560 },
];

/** The files that the script writes. */
export function pictureFiles(): readonly string[] {
  return [
    ...scenes.flatMap(({ picture, moment }) => [
      ...(picture === undefined ? [] : [`${picture}.svg`]),
      ...(moment === undefined ? [] : [`${moment.picture}.svg`]),
    ]),
    ...pages.flatMap(({ picture }) => [`${picture}-light.png`, `${picture}-dark.png`]),
  ];
}
