import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { readPeople, type FilePerson } from "../../app/affiliates/exchange/read-file.ts";
import { sortPeople, type Known } from "../../app/affiliates/exchange/sort-people.ts";
import type { System } from "../../app/affiliates/exchange/columns.ts";
import { readCsv } from "../../app/imports/file/csv-text.ts";
import { amountOf, dateOf } from "../../app/lib/file-values.ts";
import { toDecimal } from "../../app/lib/money.ts";
import { inSlices } from "../../app/lib/slices.ts";
import { NOW, TERMS } from "./stage.ts";

const slices = inSlices(() => Promise.resolve());

async function read(text: string | Uint8Array, system: System | null = null) {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const csv = await readCsv(bytes, slices);
  if (!csv.ok) throw new Error(csv.problem.code);
  return readPeople(csv.csv.records, system, { currency: "EUR", now: NOW });
}

async function peopleOf(text: string | Uint8Array, system: System | null = null) {
  const file = await read(text, system);
  if ("why" in file) throw new Error(file.why);
  return file;
}

/** As Post Affiliate Pro writes it: tables below their names, headings with exclamation marks. */
export const PAP = [
  "[[AFFILIATES]]",
  "!USERID;!REFID;!DATEINSERTED;!DATEAPPROVED;!DELETED;!PARENTUSERID;!USERNAME;!RPASSWORD;!RSTATUS;!FIRSTNAME;!LASTNAME",
  '11111111;anna10;"2024-12-24 00:00:01";"2024-12-25 00:00:01";N;;anna@example.com;x;A;Anna;Berger',
  '22222222;ben;"2025-01-02 10:00:00";"";N;11111111;Ben@Example.com;x;P;Ben;Öz',
  '33333333;cem;"2025-01-02 10:00:00";"0000-00-00 00:00:00";N;11111111;cem@example.com;x;;Cem;',
  '44444444;dora;"2025-01-02 10:00:00";"";Y;;dora@example.com;x;D;Dora;D',
  "",
  "[[PAYOUTOPTIONS]]",
  "!USERID;!NAME;!VALUE",
  "11111111;pp_email;geld@example.com",
  "33333333;iban;DE02120300000000202051",
  "",
  "[[COMMISSIONS]]",
  "!TRANSID;!USERID;!RSTATUS;!PAYOUTSTATUS;!COMMISSION",
  "a;11111111;A;U;12.50",
  "b;11111111;A;U;-2.5",
  "c;11111111;P;U;99",
  "d;11111111;A;P;100",
].join("\n");

describe("a file of Post Affiliate Pro", () => {
  it("has affiliates with their parents, what was approved and not paid, and PayPal addresses, but no bank account", async () => {
    const { system, people, problems } = await peopleOf(PAP);
    expect(system).toBe("post-affiliate-pro");
    expect(people).toMatchObject([
      {
        id: "11111111",
        email: "anna@example.com",
        name: "Anna Berger",
        state: "approved",
        code: "anna10",
        owedMinor: 1_000n,
        paypal: "geld@example.com",
      },
      { email: "ben@example.com", name: "Ben Öz", state: "applied", parent: "11111111", owedMinor: 0n },
      { email: "cem@example.com", name: "Cem", state: "approved", parent: "11111111", paypal: "" },
    ]);
    expect(problems).toEqual([{ row: 6, code: "deleted", value: "dora@example.com" }]);
    expect(JSON.stringify(people, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))).not.toContain(
      "DE021203",
    );
  });
  it("is read in other encodings, and with a line break of Windows", async () => {
    const windows = Uint8Array.from(PAP.replaceAll("\n", "\r\n"), (letter) => letter.charCodeAt(0));
    expect((await peopleOf(windows)).people.map(({ name }) => name)).toEqual(["Anna Berger", "Ben Öz", "Cem"]);
    const utf16 = new Uint8Array([0xff, 0xfe, ...new Uint8Array(Uint16Array.from(PAP, (letter) => letter.charCodeAt(0)).buffer)]);
    expect((await peopleOf(utf16)).people).toHaveLength(3);
  });
});

const UPPROMOTE = [
  "Affiliate ID,First name,Last name,Email,Status,Program name,Commission rate,Affiliate link,Coupons,Paypal email,Upline email,Unpaid commission,Created at",
  '310,Lemuel,Donnelly,lemuel@example.com,Active,VIP,10%,https://shop/?sca_ref=310.uITkuL,"LEMUEL, LEM2",pay@example.com,,"€1.234,50","Jul 06, 2025 09:28 AM"',
  "311,Mia,M,mia@example.com,Inactive,,,,,,lemuel@example.com,7.5,2025-08-01",
  "312,Noa,N,noa@example.com,Pending,Gone,12.5,,,,,,",
].join("\n");

describe("a file of UpPromote", () => {
  it("has state, plan, coupon, upline and what is unpaid", async () => {
    const { system, people, problems } = await peopleOf(UPPROMOTE);
    expect([system, problems]).toEqual(["uppromote", []]);
    expect(people).toMatchObject([
      {
        id: "310",
        name: "Lemuel Donnelly",
        state: "approved",
        plan: "VIP",
        rateBp: 1_000,
        code: "LEMUEL",
        paypal: "pay@example.com",
        owedMinor: 123_450n,
      },
      { id: "311", state: "ended", parent: "lemuel@example.com", owedMinor: 750n, code: "" },
      { id: "312", state: "applied", rateBp: 1_250, owedMinor: 0n },
    ]);
    expect(people[0]?.since?.toISOString()).toBe("2025-07-06T12:00:00.000Z");
  });
});

describe("a file of ReferralCandy", () => {
  it("has codes, or links that end with them", async () => {
    const { system, people } = await peopleOf(
      "Email,First Name,Referral Link\nkim@example.com,Kim,https://shop.refr.cc/campaign/u/kim-lee?x=1\nlou@example.com,Lou,http://refr.cc/Lou42/\n",
    );
    expect(system).toBe("referralcandy");
    expect(people.map(({ code }) => code)).toEqual(["kim-lee", "Lou42"]);
  });
});

describe("a file that is of no program for certain", () => {
  it.each([
    ["the sample that two programs have", "first_name,last_name,email\nA,B,a@example.com\n", "which"],
    ["one without addresses", "first_name,coupon\nA,B\n", "no-columns"],
    ["one of another table", "[[CAMPAIGNS]]\n!ID,!USERNAME\n1,a@example.com\n", "no-columns"],
  ])("says so: %s", async (_, text, why) => {
    expect(await read(text)).toMatchObject({ why });
  });
  it("is read as what the merchant says it is", async () => {
    expect(await peopleOf("first_name,last_name,email\nA,B,a@example.com\n", "uppromote")).toMatchObject({
      people: [{ name: "A B", email: "a@example.com", state: "approved" }],
    });
  });
});

const HOSTILE = [
  ["a formula for an address", "=HYPERLINK(1),A,,", "bad-email"],
  ["no address", ",A,,", "no-email"],
  ["an amount without end", `a@example.com,A,${"9".repeat(15)},`, "too-much"],
  ["an amount of more digits than any", `a@example.com,A,${"9".repeat(180)},`, "bad-amount"],
  ["an amount below zero", "a@example.com,A,-5,", "negative"],
  ["an amount below zero in a guard", "a@example.com,A,'-5,", "negative"],
  ["an amount in powers", "a@example.com,A,1e9,", "bad-amount"],
  ["thousands or fractions", "a@example.com,A,1.234,", "bad-amount"],
  ["parts of a cent", "a@example.com,A,1.005,", "bad-amount"],
  ["a day that is none", "a@example.com,A,,2026-02-31", "bad-date"],
  ["a day to come", "a@example.com,A,,2999-01-01", "bad-date"],
  ["a state that nobody knows", "a@example.com,??,,", "bad-state"],
] as const;

describe("a hostile line", () => {
  it.each(HOSTILE)("is refused with its reason, and no other: %s", async (_, line, code) => {
    const { people, problems } = await peopleOf(
      `email,status,unpaid,created at,program name\n${line},\nok@example.com,A,1,2026-01-01,\n`,
    );
    expect(problems).toMatchObject([{ row: 2, code }]);
    expect(people.map(({ email }) => email)).toEqual(["ok@example.com"]);
  });
  it("is refused where an address or an id comes twice", async () => {
    const { people, problems } = await peopleOf(
      "affiliate id,email\n1,a@example.com\n2,A@example.com\n1,b@example.com\n,c@example.com\n,d@example.com\n",
    );
    expect(people.map(({ email }) => email)).toEqual(["a@example.com", "c@example.com", "d@example.com"]);
    expect(problems.map(({ row, code }) => [row, code])).toEqual([
      [3, "twice"],
      [4, "twice"],
    ]);
  });
  it("loses what would break out of a name", async () => {
    const { people } = await peopleOf('affiliate id,email,name\n1,a@example.com,"A\u202E\nB"\n');
    expect(people[0]?.name).not.toMatch(/[\n\u202E]/);
  });
  it("is one of too many", async () => {
    await expect(peopleOf(`affiliate id,email\n${"1,a@example.com\n".repeat(100_001)}`)).rejects.toThrow("too-many-rows");
  });
});

describe("amounts", () => {
  it("are read as they were written, in any program's way, or not at all", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), (minor) => {
        const plain = toDecimal(minor, "EUR");
        const grouped = plain.replace(/\B(?=(\d{3})+(?!\d))/g, (_, __, at: number) => (at > plain.indexOf(".") ? "" : ","));
        const german = grouped.replace(/[.,]/g, (sign) => (sign === "." ? "," : "."));
        for (const text of [plain, grouped, german, `${german} €`, `EUR ${plain}`, `$${grouped}`.replace("$-", "-")])
          expect([text, amountOf(text, "EUR")]).toEqual([text, minor]);
      }),
    );
    for (const text of ["", "x", "1,2,3", "1.23.456", "1.234", "1,234", "12.5.6", "--1", "0x10", "1 2"])
      expect(amountOf(text, "EUR")).toBeNull();
    expect([amountOf("1,234", "KWD"), amountOf("1500", "JPY"), amountOf("12.5000", "EUR")]).toEqual([1_234n, 1_500n, 1_250n]);
  });
});

it("days are days of the calendar", () => {
  expect(dateOf("2026-02-01")?.toISOString()).toBe("2026-02-01T12:00:00.000Z");
  expect(dateOf("2026-02-01 10:00:00 +0100")?.toISOString()).toBe("2026-02-01T09:00:00.000Z");
  expect([dateOf("Feb 31, 2026"), dateOf("2026-13-01"), dateOf("31.01.2026"), dateOf("")]).toEqual([null, null, null, null]);
});

const person = (about: Partial<FilePerson>): FilePerson => ({
  ...{ row: 2, id: "", email: "a@example.com", name: "A", state: "approved", code: "", plan: "", rateBp: null, parent: "" },
  ...{ paypal: "", owedMinor: 0n, since: null, ...about },
});
const NOBODY: Known = { keys: new Set(), emails: new Set(), codes: new Set() };
const plans = [
  { planId: 1n, name: "Ten", terms: TERMS },
  { planId: 2n, name: "VIP", terms: { ...TERMS, rate: { kind: "percent" as const, bp: 2_000 }, recruiterBp: 500 } },
];

describe("who is new", () => {
  it("gets the plan by its name, else by its rate, else the one for everybody else, which is told", () => {
    const people = [
      person({ email: "a@example.com", plan: "vip", rateBp: 1_000 }),
      person({ email: "b@example.com", rateBp: 2_000 }),
      person({ email: "c@example.com", rateBp: 333 }),
      person({ email: "d@example.com" }),
    ];
    const { fresh, otherwise } = sortPeople(people, "uppromote", NOBODY, plans, 1n);
    expect(fresh.map(({ planId }) => planId)).toEqual([2n, 2n, 1n, 1n]);
    expect(otherwise.plan).toBe(1);
    // A plan that is no plan of this shop is none.
    expect(sortPeople(people, "uppromote", NOBODY, plans, 99n).problems.map(({ code }) => code)).toEqual(["no-plan", "no-plan"]);
  });
  it("has a code of their own, whatever the file says", () => {
    const people = [
      person({ email: "a@example.com", name: "Anna" }),
      person({ email: "b@example.com", name: "Anna", row: 3 }),
      person({ email: "c@example.com", code: "anna10", row: 4 }),
      person({ email: "d@example.com", code: "ANNA10", row: 5 }),
      person({ email: "e@example.com", code: "taken", row: 6 }),
      person({ email: "f@example.com", code: "no-code", name: "Ö", row: 7 }),
    ];
    const { fresh, problems, otherwise } = sortPeople(people, "uppromote", { ...NOBODY, codes: new Set(["TAKEN"]) }, plans, 1n);
    const codes = fresh.map(({ newCode }) => newCode);
    expect(codes).toEqual(["ANNA10X2", "ANNA10X3", "ANNA10", "O10"]);
    expect(problems.map(({ row, code }) => [row, code])).toEqual([
      [5, "code-taken"],
      [6, "code-taken"],
    ]);
    expect(otherwise.code).toBe(1);
  });
  it("keeps who recruited them only where a plan pays for it, and in no circle", () => {
    const vip = { plan: "VIP" };
    const people = [
      person({ ...vip, id: "1", email: "a@example.com", parent: "3" }),
      person({ ...vip, id: "2", email: "b@example.com", parent: "1" }),
      person({ ...vip, id: "3", email: "c@example.com", parent: "2" }),
      person({ ...vip, id: "4", email: "d@example.com", parent: "a@example.com" }),
      person({ id: "5", email: "e@example.com", parent: "4" }),
      person({ ...vip, id: "6", email: "f@example.com", parent: "nobody" }),
      person({ ...vip, id: "7", email: "g@example.com", parent: "here@example.com" }),
    ];
    const { fresh, otherwise } = sortPeople(people, "uppromote", { ...NOBODY, emails: new Set(["here@example.com"]) }, plans, 1n);
    expect(fresh.map(({ recruiter }) => recruiter)).toEqual([
      ...[null, null, null, { email: "a@example.com" }, null, null, { email: "here@example.com" }],
    ]);
    expect(otherwise.recruiter).toBe(5);
  });
});
