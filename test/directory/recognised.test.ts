import Sqlite from "better-sqlite3";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SourceError } from "../../src/errors.ts";
import type { CsvSourceOptions } from "../../src/source/csv/options.ts";
import type { RecordBatch } from "../../src/source/record.ts";
import type { DirectorySource } from "../../src/source/source.ts";
import type { Store } from "../../src/store/store.ts";
import { acceptSource } from "../../src/sync/read/accept-source.ts";
import { csvSource } from "../source/csv/directory.ts";
import { temporaryFolder } from "../source/file/temporary-folder.ts";
import { dump, stateFile, store, without } from "../store/state-file.ts";
import { acceptance } from "./accepting.ts";

/** How many records of each read were recognised, and how many taken apart. */
interface Told {
  readonly known: number;
  readonly read: number;
}

/** The source as it is, or one that recognises nobody; what it gives is counted. */
function watched(source: DirectorySource, recognises: boolean, told: Told[]): DirectorySource {
  return {
    ...source,
    async *records(recogniser) {
      let [known, read] = [0, 0];
      for await (const batch of source.records(recognises ? recogniser : undefined)) {
        if (batch.kind === "users") [known, read] = [known + knownIn(batch), read + batch.records.length];
        yield batch;
      }
      told.push({ known, read });
    },
  };
}

function knownIn(batch: RecordBatch): number {
  return batch.kind === "users" ? (batch.known?.entries.length ?? 0) : 0;
}

/** Reads files into a state of its own, again and again. */
function reader(recognises = true, options: Partial<CsvSourceOptions> = {}) {
  const file = stateFile();
  const into: Store = store(file);
  const told: Told[] = [];
  return {
    file,
    into,
    told,
    read: async (users: string, name = "hr") => {
      const source = csvSource({ ...options, users: { key: "id", ...options.users, files: [users] } });
      const what = acceptance([{ source: watched(source, recognises, told), name }], {
        expect: { minUsers: 0, minGroups: 0 },
      });
      try {
        const { users: count, sources } = await acceptSource(what, into);
        return { count, sources };
      } catch (error) {
        if (error instanceof SourceError) return error.message;
        throw error;
      }
    },
  };
}

function write(name: string, text: string): string {
  return temporaryFolder()(name, text);
}

describe("users whose records are those of the last read", () => {
  const people = 'id,mail,notes\n1,a,x\n2,b,"two\nlines"\n3,c,z\n';

  test("are recognised in any order, and their places are those of now", async () => {
    const { read, told, into } = reader();
    await read(write("people.csv", people));
    await read(write("people.csv", 'id,mail,notes\n3,c,z\n2,b,"two\nlines"\n1,a,x\n'));
    expect(told).toEqual([
      { known: 0, read: 3 },
      { known: 3, read: 0 },
    ]);
    const [one] = into.directory.find("user", ["1" as never]).values();
    expect(into.directory.placeOf("user", one!.id)).toEqual({ file: "people.csv", line: 5 });
  });

  test("written in another way are taken apart once, and are unchanged", async () => {
    const { read, told, file } = reader();
    await read(write("people.csv", people));
    const before = without(dump(file), "imprint", "reading", "place");
    const quoted = 'id,mail,notes\n"1","a","x"\n2,b,"two\nlines"\n3,c,z\n';
    await read(write("people.csv", quoted));
    expect(without(dump(file), "imprint", "reading", "place")).toEqual(before);
    await read(write("people.csv", `${quoted}\n`));
    expect(told.slice(1)).toEqual([
      { known: 2, read: 1 },
      { known: 3, read: 0 },
    ]);
  });

  test.each([
    ["a column is called otherwise", people.replace("notes", "remarks"), {}, "hr"],
    ["the source is called otherwise", people, {}, "it"],
    ["a filter is stated", people, { users: { files: [], key: "id", filter: "(!(mail=b))" } }, "hr"],
    ["another column is the key", people, { users: { files: [], key: "mail" } }, "hr"],
    ["a column holds lists", people, { users: { files: [], key: "id", lists: { notes: "|" } } }, "hr"],
  ] as readonly (readonly [string, string, Partial<CsvSourceOptions>, string])[])(
    "are other records when %s",
    async (_, text, options, name) => {
      const first = reader();
      await first.read(write("people.csv", people));
      const told: Told[] = [];
      const users = { key: "id", ...options.users, files: [write("people.csv", `${text}\n`)] };
      const source = watched(csvSource({ users }), true, told);
      await acceptSource(
        acceptance([{ source, name }], { expect: { minUsers: 0, minGroups: 0 } }),
        first.into,
      );
      expect(told[0]!.known).toBe(0);
    },
  );

  test("are not recognised once anybody wrote to the copy by other ways", async () => {
    const { read, told, file } = reader();
    await read(write("people.csv", people));
    const other = new Sqlite(file);
    other.exec("UPDATE entry SET fingerprint = 'another' WHERE key = '1'");
    other.close();
    await read(write("people.csv", `${people}\n`));
    await read(write("people.csv", people));
    expect(told.map(({ known }) => known)).toEqual([0, 0, 3]);
  });

  test("stay known although others change, come and go", async () => {
    const { read, told, into } = reader();
    await read(write("people.csv", people));
    await read(write("people.csv", "id,mail,notes\n1,a,x\n3,c,changed\n4,d,new\n"));
    await read(write("people.csv", "id,mail,notes\n1,a,x\n3,c,changed\n4,d,new\n\n"));
    expect(told.map(({ known }) => known)).toEqual([0, 1, 3]);
    expect(into.directory.countPresent("user")).toBe(3);
  });

  test("and twice in a file are complained of with both places, whichever is which", async () => {
    const { read } = reader();
    await read(write("people.csv", people));
    const twice = (text: string) => read(write("people.csv", `id,mail,notes\n${text}`));
    expect(await twice("3,c,z\n1,a,x\n1,a,x\n")).toBe(
      'people.csv:4 user key "1" is already in people.csv:3; keys must be unique',
    );
    expect(await twice("1,a,other\n3,c,z\n1,a,x\n")).toBe(
      'people.csv:4 user key "1" is already in people.csv:2; keys must be unique',
    );
    expect(await twice("1,a,x\n1,a,other\n")).toBe(
      'people.csv:3 user key "1" is already in people.csv:2; keys must be unique',
    );
  });
});

const person = fc.record({
  id: fc.integer({ min: 1, max: 6 }),
  mail: fc.constantFrom("a", "b", 'q"q', "l\nl"),
  quoted: fc.boolean(),
});
const file = fc.record({
  people: fc.array(person, { maxLength: 7 }),
  unique: fc.boolean(),
  newline: fc.constantFrom("\n", "\r\n"),
  torn: fc.constantFrom("", "", "", ",", '"'),
  heading: fc.constantFrom("id,mail", "id,mail", "id,phone"),
});

type SomeFile = typeof file extends fc.Arbitrary<infer T> ? T : never;

function textOf({ people, unique, newline, torn, heading }: SomeFile): string {
  const own = unique ? [...new Map(people.map((one) => [one.id, one])).values()] : people;
  const lines = own.map(({ id, mail, quoted }) => {
    const needed = quoted || /["\n]/.test(mail);
    return `${id},${needed ? `"${mail.replaceAll('"', '""')}"` : mail}`;
  });
  return [heading, ...lines, torn].join(newline);
}

test("a read that recognises leaves the same state and says the same as one that takes all apart", async () => {
  const folder = temporaryFolder();
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 4, maxLength: 6 }), async (files) => {
      const [with_, without_] = [reader(true), reader(false)];
      for (const one of files) {
        const path = folder("people.csv", textOf(one));
        expect(await with_.read(path)).toEqual(await without_.read(path));
        expect(without(dump(with_.file), "imprint")).toEqual(without(dump(without_.file), "imprint"));
      }
      with_.into.close();
      without_.into.close();
    }),
    { numRuns: 12 },
  );
});
