/** Programs whose files are taken over and written (README.md says where their columns come from). */
export const systems = ["post-affiliate-pro", "uppromote", "referralcandy"] as const;
export type System = (typeof systems)[number];

/** What a column of another program's file can be to us. */
export const fields = [
  ...(["id", "email", "name", "firstName", "lastName", "state", "deleted", "code", "link", "plan", "rate"] as const),
  ...(["parent", "paypal", "owed", "since"] as const),
] as const;
export type Field = (typeof fields)[number];

/** Names of columns, in lower case and without anything but letters and digits; the first that is there counts. */
const NAMES: Record<Field, readonly string[]> = {
  id: ["userid", "affiliateid", "advocateid", "id"],
  email: ["email", "emailaddress", "affiliateemail", "advocateemail", "username"],
  name: ["name", "fullname", "affiliatename", "affiliate", "advocate", "advocatename"],
  firstName: ["firstname"],
  lastName: ["lastname"],
  state: ["rstatus", "status", "affiliatestatus", "accountstatus"],
  deleted: ["deleted"],
  code: ["refid", "referralcode", "couponcode", "coupon", "coupons", "discountcode", "code"],
  link: ["referrallink", "advocatelink", "invitelink", "sharinglink", "affiliatelink", "link"],
  plan: ["programname", "program", "groupname", "commissiongroup"],
  rate: ["commissionrate", "commissionpercent", "commissionpercentage", "rate"],
  parent: ["parentuserid", "parentid", "parentemail", "uplineemail", "uplineaffiliate", "upline", "referredby", "recruitedby"],
  paypal: ["paypalemail", "paypalaccount", "paypal", "paymentemail"],
  owed: ["unpaidcommission", "unpaidamount", "unpaidearnings", "unpaid", "amountdue", "balance", "owed"],
  since: [
    "dateapproved",
    "approvedat",
    "dateinserted",
    "createdat",
    "joindate",
    "joinedat",
    "signupdate",
    "registereddate",
    "date",
  ],
};

/** One of these, and it is theirs. UpPromote's and ReferralCandy's samples for imports look alike: such a file is nobody's before the merchant says whose. */
const MARKS: readonly (readonly [System, readonly string[]])[] = [
  ["post-affiliate-pro", ["refid", "parentuserid", "rstatus"]],
  [
    "referralcandy",
    ["referrallink", "advocatelink", "invitelink", "sharinglink", "referralcode", "advocateemail", "advocatename", "advocateid"],
  ],
  ["uppromote", ["affiliatelink", "affiliateid", "affiliateemail", "programname", "coupon", "coupons", "uplineemail"]],
];

export type Columns = Partial<Record<Field, number>>;
export type Header = { columns: Columns; names: readonly string[] };

export const plainName = (heading: string): string =>
  heading
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");

export function readHeader(headings: readonly string[]): Header {
  const names = headings.slice(0, 500).map((heading) => plainName(heading.slice(0, 100)));
  const columns: Columns = {};
  for (const field of fields) {
    const at = NAMES[field].map((name) => names.indexOf(name)).find((place) => place >= 0);
    if (at !== undefined) columns[field] = at;
  }
  return { columns, names };
}

export function systemOf({ names }: Header): System | null {
  return MARKS.find(([, marks]) => marks.some((mark) => names.includes(mark)))?.[0] ?? null;
}
