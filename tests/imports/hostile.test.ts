import { describe, expect, test } from "vitest";

import { checkFile } from "../../app/imports/file/check.ts";
import { MAX_BYTES, MAX_ROWS } from "../../app/imports/file/csv-text.ts";
import type { Wanted } from "../../app/imports/import.ts";
import { computedSeconds } from "../support/cpu.ts";

const EVERYTHING: Wanted = { points: true, tiers: true, birthdays: true };
const TIERS = [
  { key: "silver", names: ["Silver", "Silber"] },
  { key: "gold", names: ["Gold"] },
];

const bytes = (text: string) => new TextEncoder().encode(text);
const latin = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const utf16 = (text: string, order: "le" | "be") => {
  const buffer = Buffer.from(`\uFEFF${text}`, "utf16le");
  return new Uint8Array(order === "le" ? buffer : buffer.swap16());
};
const rest = () => Promise.resolve();
const check = (file: Uint8Array | string, wanted = EVERYTHING) =>
  checkFile(typeof file === "string" ? bytes(file) : file, { mode: "add", wanted, tiers: TIERS }, rest);
const rows = async (file: Uint8Array | string) => {
  const checked = await check(file);
  if (!checked.ok) throw new Error(`Refused: ${checked.problem.code}`);
  return checked.file.rows.map(({ row, email, points, tier, birthday, problems }) => {
    const kept = { ...(points === null ? {} : { points: Number(points) }), ...(tier === null ? {} : { tier }) };
    const day = birthday === null ? {} : { birthday };
    return { row, email, ...kept, ...day, ...(problems.length === 0 ? {} : { problems: problems.map(({ code }) => code) }) };
  });
};
const refused = async (file: Uint8Array | string) => {
  const checked = await check(file);
  return checked.ok ? null : checked.problem.code;
};
const ANNA = { row: 2, email: "anna@example.com", points: 1_250 };

describe("one customer, however the file is written", () => {
  test.each<[string, Uint8Array | string]>([
    ["plain", "email,points\nanna@example.com,1250\n"],
    ["without an end of the last line", "email,points\nanna@example.com,1250"],
    ["CRLF", "email,points\r\nanna@example.com,1250\r\n"],
    ["CR alone", "email,points\ranna@example.com,1250\r"],
    ["with a byte order mark", "\uFEFFemail,points\nanna@example.com,1250\n"],
    ["a mark before a quotation mark", '\uFEFF"email","points"\n"anna@example.com","1250"\n'],
    ["semicolons, German thousands", "E-Mail;Punkte\nanna@example.com;1.250\n"],
    ["tabs", "email\tpoints\nanna@example.com\t1250\n"],
    ["bars", "email|points\nanna@example.com|1250\n"],
    ["a separator that is declared", "sep=;\nemail;points\nanna@example.com;1250\n"],
    ["UTF-16 as Excel saves Unicode text", utf16("email\tpoints\r\nanna@example.com\t1250\r\n", "le")],
    ["UTF-16 the other way round", utf16("email,points\nanna@example.com,1250\n", "be")],
    ["Windows-1252", latin("email;name;punkte\nanna@example.com;M\xfcller;1250\n")],
    ["commas in quotation marks", 'name,email,points\n"Vogt, Anna",anna@example.com,"1,250"\n'],
    ["quotation marks in quotation marks", 'name,email,points\n"Anna ""die Erste""",anna@example.com,1250\n'],
    ["quotation marks inside bare cells", 'name,email,points\nAnna "Anni" Vogt,anna@example.com,1250\n'],
    ["lines in quotation marks", 'note,email,points\n"one\ntwo\r\nthree",anna@example.com,1250\n'],
    ["separators that only quoted headings have", '"a;b;c;d",email,points\nx,anna@example.com,1250\n'],
    ["capitals and spaces", "  EMAIL ,Points Balance\n ANNA@Example.COM , 1 250 \n"],
    ["underscores", "customer_email,points_balance\nanna@example.com,1250\n"],
    ["decimals that are zero", "email,points\nanna@example.com,1250.00\n"],
    ["German decimals that are zero", 'email,points\nanna@example.com,"1.250,00"\n'],
    ["Swiss thousands", "email,points\nanna@example.com,1’250\n"],
    ["a plus", "email,points\nanna@example.com,+1250\n"],
    ["our own guard against formulas", "email,points\nanna@example.com,'+1250\n"],
    ["more cells than headings", "email,points\nanna@example.com,1250,x,y,z\n"],
    ["columns of others", "id,email,shoe_size,points,email\n9,anna@example.com,38,1250,other@example.com\n"],
    ["a non-breaking space in the number", "email,points\nanna@example.com,1\u00a0250\n"],
  ])("%s", async (_name, file) => {
    const [first] = await rows(file);
    expect({ ...first, row: 2 }).toEqual(ANNA);
  });
});

describe("rows", () => {
  test("are numbered as a spreadsheet does, blank ones counted and left out", async () => {
    expect((await rows("email,points\n\na@example.com,1\n,\n  \nb@example.com,2\n")).map(({ row }) => row)).toEqual([3, 6]);
  });

  test.each([
    ["email,points\nnobody,5\n", ["bad-email"]],
    ["email,points\na@b@c.de,5\n", ["bad-email"]],
    ["email,points\n<script>@example.com,5\n", ["bad-email"]],
    [`email,points\n${"a".repeat(300)}@example.com,5\n`, ["bad-email"]],
    ["email,points\n,5\n", ["missing-email"]],
    ["email,points\na@example.com,-5\n", ["negative-points"]],
    ["email,points\na@example.com,\u22125\n", ["negative-points"]],
    ["email,points\na@example.com,12.5\n", ["bad-points"]],
    ["email,points\na@example.com,1.2.3\n", ["bad-points"]],
    ["email,points\na@example.com,1e9\n", ["bad-points"]],
    ["email,points\na@example.com,0x10\n", ["bad-points"]],
    ["email,points\na@example.com,Infinity\n", ["bad-points"]],
    ["email,points\na@example.com,=1+1\n", ["bad-points"]],
    ["email,points\na@example.com,12345,67\n", null],
    ["email,points\na@example.com,491701234567\n", ["too-many-points"]],
    [`email,points\na@example.com,${"9".repeat(400)}\n`, ["bad-points"]],
    ["email,tier\na@example.com,Platin\n", ["unknown-tier"]],
    ["email,birthday\na@example.com,02-30\n", ["bad-birthday"]],
    ["email,birthday\na@example.com,13/13/1990\n", ["bad-birthday"]],
    ["email,birthday\na@example.com,soon\n", ["bad-birthday"]],
    ["email,points\na@example.com,\n", ["nothing"]],
    ["email,points,tier,birthday\nnobody,x,y,z\n", ["bad-email", "bad-points", "unknown-tier", "bad-birthday"]],
  ])("%j", async (file, problems) => {
    expect((await rows(file))[0]?.problems ?? null).toEqual(problems);
  });

  test("name the row that had the address first", async () => {
    const checked = await check("email,points\na@example.com,1\nb@example.com,2\nA@Example.com,3\n");
    expect(checked.ok && checked.file.rows[2]?.problems).toEqual([{ code: "duplicate-email", value: "2" }]);
  });

  test("keep the value to blame short", async () => {
    const checked = await check(`email,points\na@example.com,${"x".repeat(5_000)}\n`);
    expect(checked.ok && checked.file.rows[0]?.problems[0]?.value).toHaveLength(100);
  });

  test("know tiers by key and by name in any language", async () => {
    const file = "email,tier\na@example.com,GOLD\nb@example.com,Silber\nc@example.com,none\nd@example.com, silver \n";
    expect((await rows(file)).map(({ tier, problems }) => tier ?? problems)).toEqual(["gold", "silver", ["nothing"], "silver"]);
  });

  test.each([
    ["1990-05-27", "05-27"],
    ["1004-05-27", "05-27"],
    ["05-27", "05-27"],
    ["5/27", "05-27"],
    ["05/27/1990", "05-27"],
    ["27.05.1990", "05-27"],
    ["27.5.", "05-27"],
    ["1990-05-27T00:00:00Z", "05-27"],
    ["1990/05/27", "05-27"],
    ["02/29", "02-29"],
  ])("birthday %s", async (text, birthday) => {
    expect((await rows(`email,birthday\na@example.com,${text}\n`))[0]?.birthday).toBe(birthday);
  });

  test("read 03/04 as the rest of the file must be read", async () => {
    const day = async (file: string) => (await rows(file)).map(({ birthday }) => birthday);
    expect(await day("email,birthday\na@example.com,03/04\nb@example.com,27/05\n")).toEqual(["04-03", "05-27"]);
    expect(await day("email,birthday\na@example.com,03/04\nb@example.com,05/27\n")).toEqual(["03-04", "05-27"]);
    expect(await day("email,birthday\na@example.com,03/04\n")).toEqual(["03-04"]);
  });
});

describe("a file that cannot be read says why", () => {
  test.each<[string, Uint8Array | string, string]>([
    ["nothing", "", "empty"],
    ["blank lines", "\n\n \n", "empty"],
    ["headings alone", "email,points\n", "empty"],
    ["a workbook", Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 1, 2, 3]), "spreadsheet"],
    ["an old workbook", Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3]), "spreadsheet"],
    ["bytes", Uint8Array.from([1, 0, 2, 0, 3]), "not-text"],
    ["a picture", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]), "not-text"],
    ["an open quotation mark", 'email,points\n"anna@example.com,1\nb@example.com,2\n', "unclosed-quote"],
    ["no address", "name,points\nAnna,5\n", "no-email"],
    ["nothing to bring", "email,name\na@example.com,Anna\n", "nothing-to-import"],
    ["too long", new Uint8Array(MAX_BYTES + 1).fill(97), "too-large"],
    ["too many", `email,points\n${"a,1\n".repeat(MAX_ROWS + 1)}`, "too-many-rows"],
  ])("%s", async (_name, file, code) => expect(await refused(file)).toBe(code));

  test("a wide record costs no more than its bytes", async () => {
    const seconds = await computedSeconds(async () => {
      expect(await refused(`${"x,".repeat(2_000_000)}\n`)).toBe("no-email");
      expect(await refused(`email,points\n"${"\n".repeat(3_000_000)}`)).toBe("unclosed-quote");
      expect(await refused(`email,points\n${'"'.repeat(3_000_001)}`)).toBe("unclosed-quote");
    });
    expect(seconds).toBeLessThan(30);
  });

  test("and a wide record is read as far as a table is wide", async () => {
    const wide = (column: number) => `${"x,".repeat(column)}email,points\n`;
    expect(await refused(wide(497))).toBe("empty");
    expect(await refused(wide(2_000))).toBe("no-email");
  });

  test("the longest file is read", async () => {
    const checked = await check(
      `email,points\n${Array.from({ length: MAX_ROWS }, (_, index) => `p${index}@example.com,${index}\n`).join("")}`,
    );
    expect(checked.ok && checked.file.rows.length).toBe(MAX_ROWS);
  });
});

describe("what is wanted", () => {
  const file = "email,points,tier,birthday\na@example.com,5,Platin,02-30\n";
  test("alone is read", async () => {
    const only = async (wanted: Partial<Wanted>) => {
      const checked = await check(file, { points: false, tiers: false, birthdays: false, ...wanted });
      return checked.ok && checked.file.rows[0]?.problems.map(({ code }) => code);
    };
    expect(await Promise.all([only({ points: true }), only({ tiers: true }), only({ birthdays: true })])).toEqual([
      [],
      ["unknown-tier"],
      ["bad-birthday"],
    ]);
  });
  test("tiers are left out, and that is said, where the program has none", async () => {
    const checked = await checkFile(bytes(file), { mode: "add", wanted: { ...EVERYTHING, birthdays: false }, tiers: [] }, rest);
    expect(checked.ok && checked.file).toMatchObject({ reading: { tiersIgnored: true }, rows: [{ tier: null, problems: [] }] });
  });
});
