import { expect, test } from "vitest";
import { UsageError } from "../../../src/errors.ts";
import { parseLdapUrl } from "../../../src/source/ldap/address.ts";

test.each([
  ["ldap://directory.example.com", "directory.example.com", 389, false, "ldap://directory.example.com:389"],
  ["LDAPS://a.example/", "a.example", 636, true, "ldaps://a.example:636"],
  ["ldap://[::1]:1389", "::1", 1389, false, "ldap://[::1]:1389"],
])("%s", (url, host, port, secure, display) => {
  expect(parseLdapUrl(url)).toEqual({ host, port, secure, display });
});

test.each([
  ["https://a.example", "is ldap://host:389 or ldaps://host:636"],
  ["ldap://", "is ldap://host:389 or ldaps://host:636"],
  ["a.example:389", "is ldap://host:389 or ldaps://host:636"],
  ["ldap://cn=me:secret@a.example", "holds no user and password"],
  ["ldap://a.example/dc=example", "ends after the port"],
  ["ldap://a.example?x", "ends after the port"],
])("%s is refused", (url, message) => {
  expect(() => parseLdapUrl(url)).toThrow(UsageError);
  expect(() => parseLdapUrl(url)).toThrow(message);
  expect(() => parseLdapUrl(url)).not.toThrow(/secret/);
});
