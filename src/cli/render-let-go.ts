import type { LetGo } from "../sync/linking/let-go.ts";
import { plain } from "./render-source-text.ts";

/** `user e1 = 2819c… at my-app`. */
export function describeLetGo({ target, kind, key, id }: LetGo): string {
  return `${kind} ${plain(key)} = ${plain(id)} at ${target}`;
}
