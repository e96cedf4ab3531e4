/** A letter at the start of a word; behind an apostrophe only one that more letters follow: O'Neil, but John's. */
const initial = /(?<![\p{L}\p{M}\p{N}'’])\p{L}|(?<=['’])\p{L}(?=\p{L})/gu;

/** Each word with a capital first letter and small others; hyphens and apostrophes begin words. */
export function titleCase(text: string): string {
  return text.toLowerCase().replaceAll(initial, (letter) => letter.toUpperCase());
}
