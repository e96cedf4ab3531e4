import { nearest } from "../nearest.ts";
import { fillAddress, namesIn, type SlotProblem } from "./address.ts";
import { readBaseUrl } from "./base-url.ts";
import { errorAt, noticeAt, type Finding } from "./finding.ts";
import type { TargetView } from "./target-rules.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a target is, before it is read as a URL. */
export interface Address {
  /** Undefined when nobody says, or a {name} of it cannot be filled in. */
  readonly text?: string;
  readonly problems: readonly SlotProblem[];
}

/** The address that holds: what config says, else that of the connector with the `vars` of the target filled in. */
export function addressOf(view: TargetView, environment: Environment): Address {
  const { baseUrl, vars = {} } = view.settings;
  if (baseUrl === undefined) return { problems: [] };
  if (view.origin(["baseUrl"]) !== "profile") return { text: baseUrl, problems: [] };
  return fillAddress(baseUrl, vars, view.profile?.endpoint.vars ?? {}, environment);
}

/** What is wrong with `baseUrl`, or with what stands in its place. */
export function addressFindings(view: TargetView, environment: Environment): readonly Finding[] {
  const path = ["baseUrl"];
  const { settings } = view;
  const unknown = unknownFindings(view);
  if (settings.baseUrl === undefined) {
    const message =
      "is missing; write where the SCIM endpoint begins, such as https://app.example.com/scim/v2";
    return [errorAt(path, message, [["connector"]]), ...unknown];
  }
  const { text, problems } = addressOf(view, environment);
  const unfilled = problems.map(({ name, message }) => errorAt(["vars", name], message, [["connector"]]));
  if (text === undefined) return [...unfilled, ...unknown];
  const { problem, notice } = readBaseUrl(text, environment, settings.allowHttp);
  if (problem !== undefined) return [errorAt(path, problem), ...unknown];
  return [...(notice === undefined ? [] : [noticeAt(path, notice)]), ...unknown];
}

/** Those of `defaults` are for all targets, and need not be of use to each. */
function unknownFindings(view: TargetView): readonly Finding[] {
  const { settings, profile } = view;
  const addresses = [profile?.endpoint.baseUrl, profile?.auth.tokenUrl].filter((one) => one !== undefined);
  const known = addresses.flatMap(namesIn);
  return Object.keys(settings.vars ?? {})
    .filter((name) => !known.includes(name) && view.origin(["vars", name]) === "target")
    .map((name) => errorAt(["vars", name], notKnown(name, known, settings.connector), [["connector"]]));
}

function notKnown(name: string, known: readonly string[], connector: string): string {
  if (known.length === 0)
    return `the connector ${connector} brings no address with {names}; take it out, and write baseUrl`;
  const meant = nearest(name, known);
  const there = known.map((one) => `{${one}}`).join(", ");
  const advice = meant === undefined ? `there is ${there}` : `did you mean ${meant}?`;
  return `no address of the connector ${connector} has a {${name}}; ${advice}`;
}
