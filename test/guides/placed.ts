/** Where the service of a page is, in place of the vendor's. */
export interface Place {
  readonly baseUrl: string;
  readonly tokenUrl?: string;
}

/** The address of the sandbox where no page says another. */
export const usualAddress = "http://127.0.0.1:7643/scim/v2";

/** The text of a file of a page, with the addresses of the sandbox in place of what tells the vendor's. */
export function placed(text: string, { baseUrl, tokenUrl }: Place): string {
  if (!text.includes("targets:")) return text;
  if (text.includes(usualAddress)) return text.replaceAll(usualAddress, baseUrl);
  const ours = `baseUrl: ${baseUrl}`;
  const theirs = /\b(?:baseUrl|vars): .*$/m;
  const addressed = theirs.test(text)
    ? text.replace(theirs, ours)
    : text.replace(/^( +)connector: .*$/m, (line, indent: string) => `${line}\n${indent}${ours}`);
  return tokenUrl === undefined
    ? addressed
    : addressed.replace(/\bauth: \{/, (start) => `${start} tokenUrl: "${tokenUrl}",`);
}
