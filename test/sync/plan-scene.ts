import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import type { SourceKey } from "../../src/source/record.ts";
import { type Files, targetAt, type TargetLines, workshop, type Workshop } from "./workshop.ts";

/** A company and a target on the day before something happens, and on the day itself. */
export interface PlanScene {
  readonly shop: Workshop;
  readonly app: Sandbox;
  target(more?: Partial<TargetLines>): TargetLines;
  /** Comes to the day of `after`, with the target as of the day before, and nobody asked yet. */
  nextDay(more?: Partial<TargetLines>): Promise<void>;
  /** The account of that name at the target. */
  named(name: string): Record<string, unknown> | undefined;
  /** As an administrator does it by hand. */
  dropLink(key: string): Promise<void>;
  end(): Promise<unknown>;
}

export function person(n: number, department = "dep", boss = ""): string {
  return `e${n},user${n}@x.org,User${n},${department},${boss}`;
}

export const title = ["title: ${user.department}"];

export const before: Files = {
  people: [0, 1, 2, 3, 4].map((n) => person(n)),
  groups: ["g1,All", "g2,Old"],
  memberships: ["g1,e0", "g1,e1", "g1,e4", "g2,e2"],
};

/** One comes, with a boss who comes too; one changes; one goes; the groups follow, and one is new. */
export const after: Files = {
  people: [person(0, "new"), person(1), person(2), person(3), person(5), person(6, "dep", "e5")],
  groups: ["g1,All", "g2,Old", "g3,New"],
  memberships: ["g1,e0", "g1,e5", "g2,e2", "g3,e6", "g3,e3"],
};

export async function openPlanScene(): Promise<PlanScene> {
  const [shop, app] = await Promise.all([workshop(), startSandbox({ seed: 1 })]);
  const target: PlanScene["target"] = (more = {}) =>
    targetAt("app", app, { groups: '{ push: ["*"] }', attributes: title, ...more });
  return {
    shop,
    app,
    target,
    async nextDay(more = {}) {
      await shop.configure(target(more));
      await shop.write(before);
      await shop.sync();
      await shop.write(after);
      app.clearRequests();
    },
    named: (name) => app.users().find(({ userName }) => userName === `${name}@x.org`),
    dropLink: (key) =>
      shop.accept(({ directory, targets }) => {
        const [found] = directory.find("user", [key as SourceKey]).values();
        targets.dropLink("app", found!.id);
      }),
    end: () => Promise.all([shop.remove(), app.close()]),
  };
}
