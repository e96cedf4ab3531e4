/** A colour, or a control character but the line feed, or a mark that turns the direction of text around. */
const special = /\p{Cc}\[\d{1,2}m|(?!\n)[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * Text that cannot move the cursor, clear the screen or turn around what stands beside it, whatever a directory holds
 * or a provider says: such characters are shown as `\u001b`, a form that JSON reads back. Colours pass.
 */
export function printable(text: string): string {
  return text.replaceAll(special, (found) => {
    if (found.length > 1 && found.startsWith("\u001b")) return found;
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}${found.slice(1)}`;
  });
}
