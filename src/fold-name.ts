/** The name of an attribute as records have it: names have no case, and one spelling of each accent. */
export function foldName(name: string): string {
  return name.trim().toLowerCase().normalize("NFC");
}
