import {
  type AccountAttribute,
  type AccountFacts,
  accountEnabled,
  adEnabled,
  adExpired,
  adLocked,
  type HasPassed,
  ldapEnabled,
} from "./account-state.ts";

/** A function that takes the whole user, and looks at attributes the expression does not write out. */
export interface UserFunction {
  readonly name: string;
  /** In the notation of CEL: `adEnabled(user): bool`. */
  readonly signature: string;
  /** One sentence. */
  readonly description: string;
  /** All it looks at, in the spelling of their schema. */
  readonly reads: readonly AccountAttribute[];
  /** Whether the source must have all of them, or one is enough. */
  readonly needs: "all" | "one";
  readonly apply: (facts: AccountFacts, hasPassed: HasPassed) => boolean;
}

const ldapAttributes = ["nsAccountLock", "pwdAccountLockedTime", "loginShell", "shadowExpire"] as const;

export const userFunctions: readonly UserFunction[] = [
  {
    name: "adEnabled",
    signature: "adEnabled(user): bool",
    description:
      "`userAccountControl` does not say disabled; a user without a readable one is left as they are",
    reads: ["userAccountControl"],
    needs: "all",
    apply: adEnabled,
  },
  {
    name: "adExpired",
    signature: "adExpired(user): bool",
    description: "`accountExpires` has passed; 0, 9223372036854775807 and absent are never",
    reads: ["accountExpires"],
    needs: "all",
    apply: adExpired,
  },
  {
    name: "adLocked",
    signature: "adLocked(user): bool",
    description: "`lockoutTime` is there and not 0",
    reads: ["lockoutTime"],
    needs: "all",
    apply: adLocked,
  },
  {
    name: "ldapEnabled",
    signature: "ldapEnabled(user): bool",
    description:
      "none of these, as far as the source has them: `nsAccountLock` true, `pwdAccountLockedTime` there, `loginShell` nologin or false, `shadowExpire` passed",
    reads: ldapAttributes,
    needs: "one",
    apply: ldapEnabled,
  },
  {
    name: "accountEnabled",
    signature: "accountEnabled(user): bool",
    description: "adEnabled, not adExpired, and ldapEnabled, as far as the source has their attributes",
    reads: ["userAccountControl", "accountExpires", ...ldapAttributes],
    needs: "one",
    apply: accountEnabled,
  },
];
