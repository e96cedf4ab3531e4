import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../file/temporary-folder.ts";
import { firstUser, person, refusal } from "./reading.ts";

/** A folder with values, in a folder with other things. */
function folders() {
  const write = temporaryFolder();
  return { write, fileUrls: dirname(write("values/title.txt", "Engineer\n")) };
}

describe("a value in a file of its own", () => {
  test("is refused when no folder is named", async () => {
    expect(await refusal(person("title:< file:///etc/hostname"))).toEqual([
      "people.ldif:4 this value stands in a file of its own (:<), and no folder is named from which such files may be read",
    ]);
  });

  test("is read below the folder", async () => {
    const { write: file, fileUrls } = folders();
    const url = pathToFileURL(file("values/title.txt"));
    for (const written of [url.href, url.href.replace("file://", "file://localhost")]) {
      expect(await firstUser(person(`title:< ${written}`), { fileUrls })).toMatchObject({
        title: "Engineer",
      });
    }
    file("values/photo.bin", Buffer.from([0, 1, 2]));
    const photo = person(`jpegPhoto:< ${pathToFileURL(file("values/photo.bin")).href}`);
    expect(await firstUser(photo, { fileUrls }, { binaries: ["jpegphoto"] })).toMatchObject({
      jpegphoto: "AAEC",
    });
  });

  test("is not read when nobody wants it", async () => {
    const text = person("jpegPhoto:< file:///none");
    expect(await firstUser(text, { fileUrls: folders().fileUrls })).not.toHaveProperty("jpegphoto");
  });

  test("is not read anywhere else, whatever the path looks like", async () => {
    const { write: file, fileUrls } = folders();
    const outside = file("outside.txt", "secret");
    const beside = file("values-too/x.txt", "secret");
    symlinkSync(outside, file("values/link.txt"));
    const inside = pathToFileURL(file("values")).href;
    const urls = [
      pathToFileURL(outside).href,
      pathToFileURL(beside).href,
      `${inside}/link.txt`,
      `${inside}/../outside.txt`,
      `${inside}/%2e%2e/outside.txt`,
    ];
    for (const url of urls) {
      expect(await refusal(person(`title:< ${url}`), { fileUrls })).toEqual([
        `people.ldif:4 ${url} is not below ${fileUrls}, from which alone files may be read`,
      ]);
    }
  });

  test("is refused when it is missing, large, or no file", async () => {
    const { write: file, fileUrls } = folders();
    const url = (name: string) => pathToFileURL(file(`values/${name}`)).href;
    file("values/large.txt", "x");
    truncateSync(file("values/large.txt"), 1_048_577);
    file("values/folder/x", "x");
    const refused = (written: string) => refusal(person(`title:< ${written}`), { fileUrls });
    expect(await refused(url("none"))).toEqual([`people.ldif:4 ${url("none")} cannot be read`]);
    expect(await refused(url("large.txt"))).toEqual([
      `people.ldif:4 ${url("large.txt")} is larger than 1 MB`,
    ]);
    execFileSync("mkfifo", [file("values/pipe")]);
    for (const other of ["folder", "pipe"]) {
      expect(await refused(url(other))).toEqual([`people.ldif:4 ${url(other)} is not a file`]);
    }
    for (const other of [
      "https://example.org/a",
      "file://other/etc/hostname",

      "file:values/title.txt",
    ]) {
      expect(await refused(other)).toEqual([
        `people.ldif:4 ${other} is no URL of a file on this machine, such as file:///srv/a.jpg`,
      ]);
    }
  });
});
