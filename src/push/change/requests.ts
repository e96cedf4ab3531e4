import type { AttributeChange } from "../../plan/change.ts";
import { stepsOf } from "../../plan/path-steps.ts";

/**
 * The changes in parts of which none may go with another: each attribute that needs a PATCH of its own, and the rest.
 * Those come first, for access is among them.
 */
export function apart(
  changes: readonly AttributeChange[],
  alone: readonly string[] = [],
): readonly (readonly AttributeChange[])[] {
  if (alone.length === 0 || changes.length < 2) return [changes];
  const parts = new Map<string, AttributeChange[]>();
  const rest: AttributeChange[] = [];
  for (const change of changes) {
    const own = aloneAt(change.path, alone);
    const part = own === undefined ? rest : (parts.get(own) ?? []);
    part.push(change);
    if (own !== undefined) parts.set(own, part);
  }
  return [...parts.values(), ...(rest.length === 0 ? [] : [rest])];
}

/** Operations in as many requests as they need, in order; `size` of them go together at most. */
export function requestsOf<Encoded extends { readonly changes: readonly AttributeChange[] }>(
  operations: readonly Encoded[],
  size: number,
  alone: readonly string[] = [],
): readonly (readonly Encoded[])[] {
  const requests: Encoded[][] = [];
  let last: string | undefined;
  for (const operation of operations) {
    const [first] = operation.changes;
    const own = first === undefined || alone.length === 0 ? undefined : aloneAt(first.path, alone);
    const request = requests.at(-1);
    if (request !== undefined && request.length < size && own === last) request.push(operation);
    else requests.push([operation]);
    last = own;
  }
  return requests;
}

/** The one of the paths at which a change is, or below which. */
function aloneAt(path: string, alone: readonly string[]): string | undefined {
  const names = stepsOf(path).map(({ folded }) => folded);
  return alone.find((one) => stepsOf(one).every(({ folded }, at) => folded === names[at]));
}
