/** The name of a member as it is compared. */
export function foldName(name: string): string {
  return name.trim().toLowerCase().normalize("NFC");
}
