import { expect, test } from "vitest";
import { csvLine } from "../../src/cli/csv-writer.ts";
import { shellWords } from "../../src/cli/shell-words.ts";

test.each([
  [["a", "b c", ""], "a,b c,\r\n"],
  [['say "hi"', "a,b", "two\nlines", "cr\rhere"], '"say ""hi""","a,b","two\nlines","cr\rhere"\r\n'],
  [["=1+1", "+1", "-1", "@x", "\tx", "\rx"], `'=1+1,'+1,'-1,'@x,'\tx,"'\rx"\r\n`],
  [["1-1", "a=b", "é"], "1-1,a=b,é\r\n"],
  [['=cmd|"/c calc"'], `"'=cmd|""/c calc"""\r\n`],
])("%j is written so that no spreadsheet runs it", (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});

test.each([
  [["app", "e1", "2819c223-7f76"], "app e1 2819c223-7f76"],
  [["app", "$(rm -rf ~)", "it's"], String.raw`app '$(rm -rf ~)' 'it'\''s'`],
  [["app", "-x", "y"], "-- app -x y"],
])("%j can be pasted into a shell", (words, text) => {
  expect(shellWords(words)).toBe(text);
});
