import type { EntryId } from "../../plan/operation.ts";
import type { DirectoryStore } from "../directory-store.ts";
import type { Database } from "./open.ts";
import { createTouch } from "./touch.ts";

type MemberMoves = Pick<DirectoryStore, "moveMembers" | "membersAmong" | "touchUsersBelow">;

/** Single members of groups, in SQLite. */
export function createMemberMoves(database: Database): MemberMoves {
  const touches = createTouch(database);
  const addMembers = database.prepare("INSERT OR IGNORE INTO membership SELECT ?, value FROM json_each(?)");
  const removeMembers = database.prepare(
    'DELETE FROM membership WHERE "group" = ? AND member IN (SELECT value FROM json_each(?))',
  );
  const among = database
    .prepare('SELECT member FROM membership WHERE "group" = ? AND member IN (SELECT value FROM json_each(?))')
    .pluck();
  return {
    moveMembers(group, add, remove, revision) {
      addMembers.run(group, JSON.stringify(add));
      removeMembers.run(group, JSON.stringify(remove));
      const touch = touches.at(revision);
      touch.groups([group]);
      touch.members([...add, ...remove]);
    },
    membersAmong: (group, entries) => among.all(group, JSON.stringify(entries)) as EntryId[],
    touchUsersBelow: (groups, revision) => touches.at(revision).members(groups),
  };
}
