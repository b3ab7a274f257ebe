import { describe, expect, it } from "vitest";

import { isDisposable } from "../../app/referrals/judging/disposable.ts";
import { judge, type Block, type Case, type Flag, type Person } from "../../app/referrals/judging/judge.ts";
import { DAY_MS, HOUR_MS, plusMs, SECOND_MS } from "../../app/lib/time.ts";

const CLAIMED = new Date("2026-03-02T12:00:00Z");
const at = (ms: number) => plusMs(CLAIMED, ms);

const anna: Person = {
  ...{ customerId: 1n, email: "anna.berger@gmail.com", phone: "+49 151 23456789", firstName: "Anna", lastName: "Berger" },
  ...{ countryCode: "DE", provinceCode: "BE", createdAt: at(-400 * DAY_MS) },
};
const tom: Person = {
  ...{ customerId: 2n, email: "tom.weber@web.de", phone: "0160 9876543", firstName: "Tom", lastName: "Weber" },
  ...{ countryCode: "DE", provinceCode: "BY", createdAt: at(HOUR_MS) },
};

type Change = Partial<Omit<Case, "advocate" | "friend" | "order">> & {
  advocate?: Partial<Person>;
  friend?: Partial<Person>;
  order?: Partial<Case["order"]>;
};
const of = ({ advocate, friend, order, ...rest }: Change): Case => ({
  advocate: { ...anna, ...advocate },
  friend: { ...tom, ...friend },
  order: {
    email: friend?.email === undefined ? tom.email : friend.email,
    createdAt: at(2 * HOUR_MS),
    worthMinor: 5_000n,
    ...order,
  },
  ...{ claimedAt: CLAIMED, minOrderMinor: 2_000, disposable: false, boughtBefore: false, referredBefore: false, claimsInHour: 1 },
  others: { ordered: 0, gone: 0 },
  ...rest,
});
const friend = (email: string): Change => ({ friend: { email } });

const blocked: [string, Change, Block][] = [
  ["the same account", { friend: { customerId: 1n } }, "self-account"],
  ["the same account with another address", { friend: { customerId: 1n, email: "x@web.de" } }, "self-account"],
  ["the same address", friend("anna.berger@gmail.com"), "self-address"],
  ["capitals", friend("Anna.Berger@GMAIL.com"), "self-address"],
  ["blanks around it", friend(" anna.berger@gmail.com "), "self-address"],
  ["an alias", friend("anna.berger+shop@gmail.com"), "self-address"],
  ["an alias of an alias", friend("anna.berger+a+b@gmail.com"), "self-address"],
  ["other dots at Gmail", friend("annaberger@gmail.com"), "self-address"],
  ["dots everywhere", friend("a.n.n.a.b.e.r.g.e.r@gmail.com"), "self-address"],
  ["Gmail's other name", friend("anna.berger@googlemail.com"), "self-address"],
  ["all of that", friend("Anna.B.erger+2@GoogleMail.com"), "self-address"],
  ["an alias at another provider", { ...friend("a+1@web.de"), advocate: { email: "a@web.de" } }, "self-address"],
  ["the advocate's own address is the alias", { ...friend("a@web.de"), advocate: { email: "a+old@web.de" } }, "self-address"],
  ["the order's address is the advocate's", { order: { email: "annaberger@gmail.com" } }, "self-address"],
  ["an order of no account's address", { friend: { email: null }, order: { email: "anna.berger@gmail.com" } }, "self-address"],
  ["bought before", { boughtBefore: true }, "existing-customer"],
  ["bought before, and looks odd as well", { boughtBefore: true, disposable: true }, "existing-customer"],
  ["recommended before", { referredBefore: true }, "already-referred"],
  ["self goes before bought before", { friend: { customerId: 1n }, boughtBefore: true }, "self-account"],
  ["bought before goes before recommended before", { boughtBefore: true, referredBefore: true }, "existing-customer"],
];

const flagged: [string, Change, Flag[]][] = [
  ["a letter more", friend("anna.bergerr@gmail.com"), ["similar-address"]],
  ["a letter less", friend("anna.berge@gmail.com"), ["similar-address"]],
  ["another letter", friend("anna.burger@gmail.com"), ["similar-address"]],
  ["a number behind it", friend("anna.berger2@gmail.com"), ["similar-address"]],
  ["two letters changed places", friend("anna.bergre@gmail.com"), ["similar-address"]],
  [
    "a dot more, where dots count",
    { ...friend("anna.berger@web.de"), advocate: { email: "annaberger@web.de" } },
    ["similar-address"],
  ],
  ["of the order alone", { order: { email: "anna.berger9@gmail.com" } }, ["similar-address"]],
  ["the same phone", { friend: { phone: "+49 151 23456789" } }, ["same-phone"]],
  ["the same phone, written otherwise", { friend: { phone: "0151/23456789" } }, ["same-phone"]],
  ["the same phone with 00", { friend: { phone: "0049 (151) 2345-6789" } }, ["same-phone"]],
  ["the same name", { friend: { firstName: "Anna", lastName: "Berger" } }, ["same-name"]],
  ["the same name in capitals", { friend: { firstName: "ANNA", lastName: "berger" } }, ["same-name"]],
  [
    "the same name without accents",
    { advocate: { firstName: "René", lastName: "Müller" }, friend: { firstName: "Rene", lastName: "Muller" } },
    ["same-name"],
  ],
  ["father and son of a name", { friend: { firstName: "Anna", lastName: "Berger", phone: "0170 1112223" } }, ["same-name"]],
  ["a household", { friend: { lastName: "Berger", provinceCode: "BE" } }, ["same-household"]],
  [
    "a household without regions",
    { advocate: { provinceCode: null }, friend: { lastName: "Berger", provinceCode: null } },
    ["same-household"],
  ],
  [
    "a household with one phone",
    { friend: { lastName: "Berger", provinceCode: "BE", phone: "015123456789" } },
    ["same-phone", "same-household"],
  ],
  ["a throw-away address", { disposable: true }, ["disposable"]],
  ["five codes in an hour", { claimsInHour: 5 }, ["many-claims"]],
  ["thirty codes in an hour", { claimsInHour: 30 }, ["many-claims"]],
  ["half of three or more came to nothing", { others: { ordered: 4, gone: 2 } }, ["many-refunds"]],
  ["all of them did", { others: { ordered: 3, gone: 3 } }, ["many-refunds"]],
  ["below the minimum", { order: { worthMinor: 1_999n } }, ["minimum"]],
  ["worth nothing", { order: { worthMinor: 0n } }, ["minimum"]],
  ["within the minute", { order: { createdAt: at(59 * SECOND_MS) } }, ["instant"]],
  ["before the code was asked for", { order: { createdAt: at(-SECOND_MS) } }, ["instant"]],
  ["known for two days", { friend: { createdAt: at(-2 * DAY_MS) } }, ["known-before"]],
  ["known for years", { friend: { createdAt: at(-900 * DAY_MS) } }, ["known-before"]],
  ["two signs", { disposable: true, order: { worthMinor: 100n } }, ["disposable", "minimum"]],
  ["a busy link, and at once", { claimsInHour: 6, order: { createdAt: at(SECOND_MS) } }, ["many-claims", "instant"]],
];

const passed: [string, Change][] = [
  ["a friend", {}],
  ["without an address", { friend: { email: null }, order: { email: null } }],
  ["an advocate without an address", { advocate: { email: null } }],
  ["the same name before the @ at another provider", friend("anna.berger@web.de")],
  ["a short name that differs by a letter", { ...friend("anne@web.de"), advocate: { email: "anna@web.de" } }],
  ["two letters differ", friend("anna.bargor@gmail.com")],
  ["no phone at all", { advocate: { phone: null }, friend: { phone: null } }],
  ["phones that are too short to say anything", { advocate: { phone: "112" }, friend: { phone: "112" } }],
  ["no names", { advocate: { firstName: null, lastName: null }, friend: { firstName: null, lastName: null } }],
  ["only the first name is the same", { friend: { firstName: "Anna" } }],
  ["only the last name is, elsewhere in the country", { friend: { lastName: "Berger" } }],
  ["only the last name is, in another country", { friend: { lastName: "Berger", countryCode: "AT", provinceCode: "BE" } }],
  ["the same region alone", { friend: { provinceCode: "BE" } }],
  ["four codes in an hour", { claimsInHour: 4 }],
  ["one of three came to nothing", { others: { ordered: 3, gone: 1 } }],
  ["two of two did: too few to say", { others: { ordered: 2, gone: 2 } }],
  ["just the minimum", { order: { worthMinor: 2_000n } }],
  ["no minimum", { minOrderMinor: 0, order: { worthMinor: 1n } }],
  ["after a minute", { order: { createdAt: at(60 * SECOND_MS) } }],
  ["an account made in the checkout a day before", { friend: { createdAt: at(-DAY_MS) } }],
];

describe("whether a referral is one (issue 12: 2)", () => {
  it.each(blocked)("blocked: %s", (_name, change, block) => expect(judge(of(change)).block).toBe(block));
  it.each(flagged)("to be looked at: %s", (_name, change, flags) => expect(judge(of(change))).toEqual({ block: null, flags }));
  it.each(passed)("passes: %s", (_name, change) => expect(judge(of(change))).toEqual({ block: null, flags: [] }));

  it("a friend of one's household is never blocked, whatever else is the same", () => {
    const shared = { lastName: "Berger", provinceCode: "BE", phone: anna.phone, email: "anna.bergerr@gmail.com" };
    expect(judge(of({ friend: shared, claimsInHour: 9, disposable: true })).block).toBeNull();
  });
});

describe("throw-away addresses", () => {
  it.each(["a@mailinator.com", "A@MAILINATOR.COM", "a@x.y.mailinator.com", "b@trash-mail.com", "c@wegwerfmail.de"])(
    "%s",
    (email) => expect(isDisposable(email)).toBe(true),
  );
  it.each(["a@gmail.com", "a@notmailinator.com", "mailinator.com@web.de", "a@mailinator.com.example.com", ""])(
    "not %s",
    (email) => expect(isDisposable(email)).toBe(false),
  );
});
