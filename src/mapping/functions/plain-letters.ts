/** Letters without their marks, and those that Unicode does not take apart. */
export function stripDiacritics(value: string): string {
  return value
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .replaceAll(/[øØłŁđĐæÆœŒ]/g, (letter) => plainLetters[letter] ?? letter);
}

/** Small letters and digits of ASCII, with hyphens between words; empty when there is none of them. */
export function slug(value: string): string {
  return stripDiacritics(value)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

const plainLetters: Readonly<Record<string, string>> = {
  ø: "o",
  Ø: "O",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  æ: "ae",
  Æ: "Ae",
  œ: "oe",
  Œ: "Oe",
};
