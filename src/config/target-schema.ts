import { z } from "zod";
import { attributeRules } from "../connector/rule-schema.ts";
import { addAttributes, omitAttributes } from "./attribute-change-schema.ts";
import { assign } from "./assign-schema.ts";
import { auth } from "./auth-schema.ts";
import { proxy } from "./proxy-schema.ts";
import { guard } from "./guard-schema.ts";
import { limits } from "./limits-schema.ts";
import { perCause } from "./per-cause-schema.ts";
import {
  attributePath,
  attributes,
  duration,
  expression,
  jsonTemplate,
  text,
  wildcard,
} from "./value-schemas.ts";

const names = z.array(wildcard).max(10_000);
const paths = z.array(attributePath).max(100);

const users = z
  .strictObject({
    match: paths
      .min(1)
      .meta({
        description: "How an account that is already there is recognised, in order.",
        examples: [["userName", "externalId"]],
      })
      .optional(),
    attributes: attributes
      .meta({
        description: "The SCIM user wanted, with ${expressions} as values; keys may be paths.",
        examples: [{ userName: "${user.email}" }],
      })
      .optional(),
    template: jsonTemplate
      .meta({
        description: "In place of attributes: the same as JSON, with {$expressions} in its strings.",
        examples: ['{ "userName": "{$user.email}" }'],
      })
      .optional(),
    addAttributes,
    omitAttributes,
    createOnly: paths
      .meta({ description: "Sent on create, then left alone.", examples: [["password"]] })
      .optional(),
    fillIfEmpty: paths
      .meta({
        description: "Written only where the target holds nothing, or still what we wrote.",
        examples: [["nickName"]],
      })
      .optional(),
    clearWhenEmpty: paths
      .meta({
        description: "Removed at the target when empty, even if never set by us.",
        examples: [["title"]],
      })
      .optional(),
    secret: paths
      .meta({
        description:
          "Never shown, logged or written down in the clear. password is secret without being named.",
        examples: [["urn:example:acme:2.0:User:pin"]],
      })
      .optional(),
    rules: attributeRules.optional(),
    actions: z
      .array(z.enum(["create", "update", "deactivate", "delete"]))
      .meta({
        description: "What may be done. All but delete when left out.",
        examples: [["create", "update", "deactivate"]],
      })
      .optional(),
    leavesWhen: expression
      .meta({
        description: "Who leaves although assigned: an expression that gives the reason, or true.",
        examples: ['user.status == "terminated" ? "terminated" : absent()'],
      })
      .optional(),
    deprovision: perCause(z.enum(["deactivate", "delete", "leave"]))
      .meta({
        description:
          "What becomes of an account whose owner left, for all causes or each. deactivate when left out.",
        examples: ["deactivate", { absent: "delete", unassigned: "leave" }],
      })
      .optional(),
    deactivateAfter: perCause(duration)
      .meta({
        description: "Grace, counted from when the user left, for all causes or each. 0d when left out.",
        examples: ["7d", { absent: "7d" }],
      })
      .optional(),
    deleteAfter: perCause(duration)
      .meta({
        description: "Counted from deactivation, for all causes or each. Never when left out.",
        examples: ["30d", { absent: "30d" }],
      })
      .optional(),
    missing: z
      .enum(["recreate", "report"])
      .meta({
        description:
          "What becomes of an account that somebody deleted at the target: made anew, or reported and left so until somebody says otherwise. recreate when left out.",
      })
      .optional(),
    adopted: z
      .strictObject({
        deactivate: z
          .boolean()
          .meta({ description: "false: let go of as they are. true when left out." })
          .optional(),
        delete: z
          .boolean()
          .meta({ description: "true: deleted as those that were made. false when left out: deactivated." })
          .optional(),
      })
      .meta({
        description: "What becomes of accounts that were there before scimsync when their owner leaves.",
        examples: [{ delete: true }],
      })
      .optional(),
  })
  .meta({ description: "The accounts.", examples: [{ attributes: { userName: "${user.email}" } }] });

const groups = z
  .strictObject({
    push: names
      .meta({ description: "Groups to push, by name; * stands for any text.", examples: [["eng-*"]] })
      .optional(),
    where: expression
      .meta({
        description: "Groups for which this expression on group is true, besides those of push.",
        examples: ['group.kind == "team"'],
      })
      .optional(),
    attributes: attributes
      .meta({
        description: "The SCIM group wanted; keys may be paths.",
        examples: [{ displayName: "${group.name}" }],
      })
      .optional(),
    template: jsonTemplate
      .meta({
        description: "In place of attributes: the same as JSON, with {$expressions} in its strings.",
        examples: ['{ "displayName": "{$group.name}" }'],
      })
      .optional(),
    addAttributes,
    omitAttributes,
    link: z
      .record(wildcard, text)
      .meta({
        description:
          "Groups of the target's own, by id or displayName, to which groups of the source are linked, by name: their members are pushed, and nothing else of them is written, renamed or deleted. Whoever is named here is pushed.",
        examples: [{ Administrators: "admin" }],
      })
      .optional(),
    match: paths
      .min(1)
      .meta({ description: "How a group that is already there is recognised.", examples: [["displayName"]] })
      .optional(),
    rules: attributeRules.optional(),
    existing: z
      .enum(["refuse", "merge", "overwrite"])
      .meta({ description: "A group of the same name that is not ours. refuse when left out." })
      .optional(),
    unpushed: z
      .enum(["unlink", "delete"])
      .meta({ description: "A group that is no longer pushed. unlink when left out." })
      .optional(),
    missing: z
      .enum(["recreate", "report"])
      .meta({
        description:
          "What becomes of a group that somebody deleted at the target: made anew, or reported and left so until somebody says otherwise. recreate when left out.",
      })
      .optional(),
    empty: z
      .enum(["push", "skip", "delete"])
      .meta({
        description:
          "A group without members: pushed like any other; not made; or not made, and deleted when it loses the last one and scimsync made it. push when left out.",
      })
      .optional(),
    otherMembers: z
      .enum(["keep", "remove"])
      .meta({
        description:
          "Users of scimsync whom somebody else put into a group, when `sync --reconcile` or `groups push` finds them: left in, or taken out. When left out, taken out of groups that scimsync made, and left in all others.",
      })
      .optional(),
    nested: z
      .enum(["flatten", "push"])
      .meta({ description: "Groups in groups. flatten when left out." })
      .optional(),
  })
  .meta({ description: "The groups." });

/** What a target can say; everything may come from `defaults` or the connector profile instead. */
export const target = z
  .strictObject({
    connector: text
      .max(1000)
      .meta({
        description: "A shipped profile, or a path to your own. generic when left out.",
        examples: ["generic"],
      })
      .optional(),
    baseUrl: text
      .max(2000)
      .meta({
        description: "Where the SCIM endpoint begins, without /Users. May hold ${env.NAME}.",
        examples: ["https://app.example.com/scim/v2"],
      })
      .optional(),
    vars: z
      .record(z.string(), text.max(500))
      .meta({
        description:
          "In place of baseUrl, where the connector brings an address with {names}: what they are. May hold ${env.NAME}.",
        examples: [{ host: "acme.example.com" }],
      })
      .optional(),
    auth: auth.optional(),
    allowHttp: z
      .boolean()
      .meta({
        description: "Plain http may leave this machine, and shows token and accounts to the network.",
        examples: [true],
      })
      .optional(),
    proxy: proxy.optional(),
    assign: assign.optional(),
    users: users.optional(),
    groups: groups.optional(),
    protect: names
      .meta({
        description: "userNames, group names or keys never changed, deactivated or deleted.",
        examples: [["root@example.com", "breakglass-*"]],
      })
      .optional(),
    limits: limits.optional(),
    verify: z
      .int()
      .min(0)
      .max(10_000)
      .meta({
        description:
          "After each run so many accounts and groups, chosen at random, are read and compared with what was last sent. 0 when left out.",
        examples: [20],
      })
      .optional(),
    guard: guard.optional(),
  })
  .meta({ description: "A service provider to push to." });

export type TargetWritten = z.infer<typeof target>;
