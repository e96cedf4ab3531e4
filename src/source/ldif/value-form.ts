import { isUtf8 } from "node:buffer";
import { guidText, plainGuid, sidText } from "../entry/identifiers.ts";

/**
 * What is kept of the values of an attribute: a text, which bytes that are none are not; the text of an identifier; a
 * text or else the bytes as base64 (`either`); always base64; that there is a value (`hidden`); nothing (`unwanted`).
 */
export type ValueForm =
  | "text"
  | "lower"
  | "windows-guid"
  | "guid"
  | "sid"
  | "either"
  | "base64"
  | "hidden"
  | "unwanted";

/** Large and of no use to a mapping unless asked for, or a secret. */
const FORMS: ReadonlyMap<string, ValueForm> = new Map([
  ...listed("lower", ["entryuuid", "nsuniqueid", "ibm-entryuuid", "ipauniqueid"]),
  ...listed("windows-guid", ["objectguid", "ms-ds-consistencyguid"]),
  ...listed("guid", ["guid"]),
  ...listed("sid", ["objectsid", "sidhistory"]),
  ...listed("hidden", [
    "audio",
    "authorityrevocationlist",
    "cacertificate",
    "certificaterevocationlist",
    "crosscertificatepair",
    "jpegphoto",
    "logonhours",
    "msexchmailboxguid",
    "msexchmailboxsecuritydescriptor",
    "ntsecuritydescriptor",
    "photo",
    "thumbnaillogo",
    "thumbnailphoto",
    "usercertificate",
    "usersmimecertificate",
  ]),
]);

/** Nobody provisions from them, and no copy of them is to lie in a state file. */
const SECRETS: ReadonlySet<string> = new Set([
  "authpassword",
  "dbcspwd",
  "ipanthash",
  "krbprincipalkey",
  "lmpwdhistory",
  "ntpwdhistory",
  "passwordhistory",
  "pwdhistory",
  "sambalmpassword",
  "sambantpassword",
  "sambapasswordhistory",
  "supplementalcredentials",
  "unicodepwd",
  "userpassword",
  "userpkcs12",
]);

/** How the values of an attribute, named in lower case, are kept; `binaries` are wanted even if they are no text. */
export function valueForm(name: string, binaries: readonly string[]): ValueForm {
  if (SECRETS.has(name)) return "hidden";
  const form = FORMS.get(name) ?? "text";
  if (!binaries.includes(name)) return form;
  if (form === "hidden") return "base64";
  return form === "text" ? "either" : form;
}

/** What is kept of a value that was written as text. */
export function keptText(form: ValueForm, written: string): string {
  if (form === "text" || form === "either") return written.trim();
  if (form === "lower") return written.trim().toLowerCase();
  if (form === "sid") return written.trim().toUpperCase();
  if (form !== "windows-guid" && form !== "guid") return keptBytes(form, Buffer.from(written));
  return plainGuid(written.trim()) ?? keptBytes(form, Buffer.from(written));
}

/** What is kept of a value that was written as bytes. */
export function keptBytes(form: ValueForm, bytes: Buffer): string {
  if (form === "hidden" || form === "unwanted") return "";
  if (form === "base64") return bytes.toString("base64");
  const identifier = form === "sid" ? sidText(bytes) : guidOf(form, bytes);
  if (identifier !== undefined) return identifier;
  // Bytes that are no text are a picture or a number of somebody's own making.
  if (!isUtf8(bytes) || bytes.includes(0)) return form === "either" ? bytes.toString("base64") : "";
  const text = bytes.toString().trim();
  return form === "text" || form === "either" ? text : canonicalText(form, text);
}

function guidOf(form: ValueForm, bytes: Buffer): string | undefined {
  if (form === "windows-guid") return guidText(bytes, "mixed-endian");
  return form === "guid" ? guidText(bytes, "big-endian") : undefined;
}

function canonicalText(form: ValueForm, text: string): string {
  if (form === "lower") return text.toLowerCase();
  return form === "sid" ? text.toUpperCase() : (plainGuid(text) ?? text);
}

function listed(form: ValueForm, names: readonly string[]): [string, ValueForm][] {
  return names.map((name) => [name, form]);
}
