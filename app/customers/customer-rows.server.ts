import { sql, type RawBuilder } from "kysely";
import { z } from "zod";

import type { Db } from "../db.server.ts";
import { sending } from "../db/together.ts";
import { ids, recordset } from "../lib/rows.server.ts";
import { tagsIn, type CustomerState, type TagMark } from "./snapshot/customer-state.ts";
import type { ConsentState } from "../facts/customer.ts";

type CustomerRow = {
  customer_id: bigint;
  email: string | null;
  email_verified: boolean;
  phone: string | null;
  first_name: string | null;
  last_name: string | null;
  locale: string | null;
  country_code: string | null;
  province_code: string | null;
  tags: string[] | null;
  marks: unknown;
  note: string | null;
  account_state: string | null;
  email_consent: string;
  email_opt_in_level: string | null;
  email_consent_at: Date | null;
  sms_consent: string;
  sms_opt_in_level: string | null;
  sms_consent_at: Date | null;
  created_at: Date;
  source_updated_at: Date | null;
  deleted_at: Date | null;
  redacted_at: Date | null;
  merged_into: bigint | null;
};

/** The columns of a `CustomerRow`. */
const columns = sql`
  customer_id, email, email_verified, phone, first_name, last_name, locale, country_code, province_code, tags, marks, note, account_state,
  email_consent, email_opt_in_level, email_consent_at, sms_consent, sms_opt_in_level, sms_consent_at,
  created_at, source_updated_at, deleted_at, redacted_at, merged_into`;

const marksSchema = z.object({
  localeAt: z.number().nullable().default(null),
  listedAt: z.number().nullable().default(null),
  list: z.array(z.string()).default([]),
  tags: z.array(z.tuple([z.string(), z.number(), z.boolean()])).default([]),
});

/** States of customers, and whom nobody knew before: they have a row by now. */
type Locked = { states: Map<bigint, CustomerState>; added: ReadonlySet<bigint> };

/**
 * The states of these customers, locked in id order until the transaction ends. Ids that are not known yet get a row first, so that two transactions
 * that hear of a customer at once take turns. @param arriving what becomes of those of whom nobody has heard: written with their row, if it is the first
 */
export async function lockStates(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
  arriving: readonly CustomerState[] = [],
): Promise<Locked> {
  if (customerIds.length === 0) return { states: new Map(), added: new Set() };
  const wanted = ids([...new Set(customerIds)]);
  const fresh =
    arriving.length === 0
      ? sql`(shop_id, customer_id, created_at, tags) select ${shopId}::int, customer_id, ${now}::timestamptz, '{}'::text[] from unnest(${wanted}) as t(customer_id)`
      : sql`(shop_id, ${columns}) select ${shopId}::int, ${written} from ${recordset(arriving.map(recordOf))} as t(${recordColumns})`;
  const { rows } = await sql<CustomerRow & { added: boolean }>`
    with known as (${selecting(shopId, wanted)} for no key update), added as (
      insert into customers ${fresh}
      where customer_id not in (select customer_id from known) order by customer_id
      on conflict (shop_id, customer_id) do nothing
      returning ${columns}
    )
    select *, false as added from known union all select *, true from added order by customer_id
  `.execute(db);
  const locked: Locked = {
    states: toStates(rows),
    added: new Set(rows.flatMap(({ added, customer_id }) => (added ? [customer_id] : []))),
  };
  // Of the others another transaction has heard at the same time.
  const missing = customerIds.filter((customerId) => !locked.states.has(customerId));
  if (missing.length === 0) return locked;
  const { states, added } = await lockStates(db, shopId, missing, now);
  return { states: new Map([...locked.states, ...states]), added: new Set([...locked.added, ...added]) };
}

/** A customer of whom nothing is known but the id, as a new row tells it. */
export function unknownState(customerId: bigint, now: Date): CustomerState {
  const profile = { email: null, emailVerified: false, phone: null, firstName: null, lastName: null, note: null };
  const nothing = { state: "not_subscribed", optInLevel: null, at: null } as const;
  return {
    customerId,
    profile: { ...profile, countryCode: null, provinceCode: null, accountState: null, createdAt: now },
    ...{ updatedAt: null, locale: null, localeAt: null, tagList: [], tagsListedAt: null, tagMarks: new Map() },
    ...{ emailConsent: nothing, smsConsent: nothing, deletedAt: null, redactedAt: null, mergedInto: null },
  };
}

/** The states of as many of these customers as are known, as they are now. */
export async function readStates(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Map<bigint, CustomerState>> {
  const { rows } = await sql<CustomerRow>`${selecting(shopId, ids(customerIds))}`.execute(db);
  return toStates(rows);
}

function selecting(shopId: number, customerIds: RawBuilder<bigint[]>): RawBuilder<unknown> {
  return sql`select ${columns} from customers where shop_id = ${shopId} and customer_id = any(${customerIds}) order by customer_id`;
}

function toStates(rows: readonly CustomerRow[]): Map<bigint, CustomerState> {
  return new Map(rows.map((row) => [row.customer_id, toState(row)]));
}

function toState(row: CustomerRow): CustomerState {
  const marks = marksSchema.parse(row.marks);
  return {
    customerId: row.customer_id,
    profile: {
      email: row.email,
      emailVerified: row.email_verified,
      phone: row.phone,
      firstName: row.first_name,
      lastName: row.last_name,
      countryCode: row.country_code,
      provinceCode: row.province_code,
      note: row.note,
      accountState: row.account_state,
      createdAt: row.created_at,
    },
    updatedAt: row.source_updated_at,
    locale: row.locale,
    localeAt: marks.localeAt,
    tagList: marks.list,
    tagsListedAt: marks.listedAt,
    tagMarks: new Map(marks.tags.map(([tag, at, present]): [string, TagMark] => [tag, { at, present }])),
    emailConsent: { state: row.email_consent as ConsentState, optInLevel: row.email_opt_in_level, at: row.email_consent_at },
    smsConsent: { state: row.sms_consent as ConsentState, optInLevel: row.sms_opt_in_level, at: row.sms_consent_at },
    deletedAt: row.deleted_at,
    redactedAt: row.redacted_at,
    mergedInto: row.merged_into,
  };
}

/** A state as a record of `recordColumns`. */
function recordOf({ profile, emailConsent, smsConsent, ...state }: CustomerState): object {
  return {
    ...{
      customer_id: state.customerId,
      email: profile.email,
      email_verified: profile.emailVerified,
      phone: profile.phone,
      note: profile.note,
    },
    ...{
      first_name: profile.firstName,
      last_name: profile.lastName,
      country_code: profile.countryCode,
      province_code: profile.provinceCode,
      account_state: profile.accountState,
    },
    ...{ created_at: profile.createdAt, source_updated_at: state.updatedAt, locale: state.locale, tags: tagsIn(state) },
    ...{ email_consent: emailConsent.state, email_opt_in_level: emailConsent.optInLevel, email_consent_at: emailConsent.at },
    ...{ sms_consent: smsConsent.state, sms_opt_in_level: smsConsent.optInLevel, sms_consent_at: smsConsent.at },
    ...{ deleted_at: state.deletedAt, redacted_at: state.redactedAt, merged_into: state.mergedInto },
    marks: {
      localeAt: state.localeAt,
      listedAt: state.tagsListedAt,
      list: state.tagList,
      tags: [...state.tagMarks]
        .map(([tag, { at, present }]) => [tag, at, present])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    },
  };
}

const recordColumns = sql`customer_id bigint, email text, email_verified boolean, phone text, note text, first_name text, last_name text,
  country_code text, province_code text, account_state text, created_at timestamptz, source_updated_at timestamptz, locale text, tags jsonb, marks jsonb,
  email_consent text, email_opt_in_level text, email_consent_at timestamptz, sms_consent text, sms_opt_in_level text, sms_consent_at timestamptz,
  deleted_at timestamptz, redacted_at timestamptz, merged_into bigint`;

/** Of such records `t` what stands in `columns`. */
const written = sql`
  t.customer_id, t.email, t.email_verified, t.phone, t.first_name, t.last_name, t.locale, t.country_code, t.province_code,
  array(select jsonb_array_elements_text(t.tags)), t.marks, t.note, t.account_state,
  t.email_consent, t.email_opt_in_level, t.email_consent_at, t.sms_consent, t.sms_opt_in_level, t.sms_consent_at,
  t.created_at, t.source_updated_at, t.deleted_at, t.redacted_at, t.merged_into`;

/** Writes whole states over rows that the transaction has locked. */
export async function writeStates(db: Db, shopId: number, states: readonly CustomerState[]): Promise<void> {
  if (states.length === 0) return;
  await sql`
    update customers c set (${columns}) = row(${written})
    from ${recordset(states.map(recordOf))} as t(${recordColumns})
    where c.shop_id = ${shopId} and c.customer_id = t.customer_id
  `.execute(sending(db));
}

/** Who was taken for deleted lives after all. */
export async function revive(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<void> {
  await sql`update customers set deleted_at = null where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(
    db,
  );
}
