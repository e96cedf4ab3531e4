/** Names that keys are known to have, the best first, in lower case and without separators. */
export const keyWords: readonly string[] = [
  "employeeId",
  "employeeNumber",
  "personId",
  "workerId",
  "entryUUID",
  "objectGUID",
  "staffId",
  "userId",
  "uid",
  "id",
  "key",
  "externalId",
];

interface Column {
  readonly name: string;
  readonly values: readonly string[];
}

/**
 * The column that most likely is the key: one that is called like a key and has a value in every record, all different; else
 * the first of such values that is no address and no name, since those change.
 */
export function guessKey(columns: readonly Column[]): string | undefined {
  const unique = columns.filter(({ values }) => isUnique(values));
  const words = keyWords.map((word) => word.toLowerCase());
  const known = words.flatMap((word) => unique.find(({ name }) => plain(name) === word) ?? []);
  return (known[0] ?? unique.find(({ name, values }) => !changes(name, values)))?.name;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_.-]/g, "");
}

function isUnique(values: readonly string[]): boolean {
  return values.length > 0 && !values.includes("") && new Set(values).size === values.length;
}

function changes(name: string, values: readonly string[]): boolean {
  return /name|mail|phone|title|date/i.test(name) || values.some((value) => value.includes("@"));
}
