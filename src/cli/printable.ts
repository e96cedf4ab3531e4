/** A colour, or a control character but the line feed, or a mark that turns the direction of text around. */
const special = /\p{Cc}\[\d{1,2}m|(?!\n)[\p{Cc}\p{Bidi_Control}]/gu;
/** What we and the log paint with: dim, red to cyan, grey, and their ends. None of them hides anything. */
const colour = /^\[(?:2|22|3[1-6]|39|90)m$/;

/**
 * Text that cannot move the cursor, clear the screen, hide or turn around what stands beside it, whatever a directory
 * holds or a provider says: such characters are shown as `\u001b`, a form that JSON reads back. With `coloured`, the
 * colours that we paint with pass.
 */
export function printable(text: string, coloured = false): string {
  return text.replaceAll(special, (found) => {
    if (coloured && found.startsWith("\u001b") && colour.test(found.slice(1))) return found;
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}${found.slice(1)}`;
  });
}
