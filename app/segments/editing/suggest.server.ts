import { sql, type RawBuilder } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { askWithin, CutOffError } from "../../lib/limited.server.ts";
import { currentProgram } from "../../program/versions.server.ts";
import { textIn } from "../../program/rules/texts.ts";
import type { ValueSource } from "../attributes/attribute.ts";

/** A value of a query, with what it is called where that is not the same. */
export type Suggestion = { value: string; label: string };
/** What is wanted: what begins with or holds some words, or what values are called that stand in a query. */
export type Wanted = { search: string } | { values: readonly string[] };

const MOST_SUGGESTIONS = 20;
export const MOST_NAMED = 100;
const LIMIT_MS = 1_000;
/** Tags, regions and codes are looked for in so many rows: every customer of a large shop would take too long. */
const LOOKED_AT = 30_000;

type Flow = { name: string | null; preset: string | null };
/** `flowTitle`: what a flow is called, which a preset says in the reader's language. */
type Ask = { shopId: number; wanted: Wanted; locale: string; now: Date; flowTitle: (flow: Flow) => string };

/** Values of this shop for what somebody writes. Empty where looking for them takes too long. */
export async function suggest(db: Db, source: ValueSource, ask: Ask & { signal?: AbortSignal }): Promise<Suggestion[]> {
  const { signal } = ask;
  try {
    return (await askWithin(db, { ms: LIMIT_MS, signal }, (tx) => SOURCES[source](tx, ask))) ?? [];
  } catch (error) {
    if (error instanceof CutOffError) return [];
    throw error;
  }
}

type Source = (tx: Tx, ask: Ask) => Promise<Suggestion[]>;

const SOURCES: Record<ValueSource, Source> = {
  "customer-tags": (tx, ask) =>
    listed(
      tx,
      ask,
      sql`select tag as value, tag as label from (
        select unnest(tags) as tag from (select tags from customers where shop_id = ${ask.shopId} and tags <> '{}' limit ${LOOKED_AT}) part
      ) t group by 1`,
    ),
  regions: (tx, ask) =>
    listed(
      tx,
      ask,
      sql`select value, value as label from (
        select country_code || '-' || province_code as value from customers
        where shop_id = ${ask.shopId} and country_code is not null and province_code is not null limit ${LOOKED_AT}
      ) part group by 1`,
    ),
  products: (tx, ask) =>
    listed(tx, ask, sql`select product_id::text as value, title as label from products where shop_id = ${ask.shopId}`),
  variants: (tx, ask) =>
    listed(
      tx,
      ask,
      sql`select v ->> 'variantId' as value, concat_ws(' – ', p.title, nullif(v ->> 'title', 'Default Title')) as label
        from products p cross join lateral jsonb_array_elements(p.variants) v where p.shop_id = ${ask.shopId}`,
    ),
  "product-tags": (tx, ask) =>
    listed(
      tx,
      ask,
      sql`select unnest(tags) as value, unnest(tags) as label from products where shop_id = ${ask.shopId} group by 1, 2`,
    ),
  vendors: (tx, ask) =>
    listed(
      tx,
      ask,
      sql`select vendor as value, vendor as label from products where shop_id = ${ask.shopId} and vendor <> '' group by 1`,
    ),
  skus: (tx, ask) =>
    listed(
      tx,
      ask,
      sql`select v ->> 'sku' as value, concat_ws(' – ', v ->> 'sku', p.title) as label
        from products p cross join lateral jsonb_array_elements(p.variants) v where p.shop_id = ${ask.shopId} and v ->> 'sku' <> ''`,
    ),
  "discount-codes": (tx, ask) =>
    listed(
      tx,
      ask,
      sql`select code as value, code as label from (
        select snapshot from orders where shop_id = ${ask.shopId} order by processed_at desc limit ${LOOKED_AT / 10}
      ) part cross join lateral jsonb_array_elements_text(snapshot -> 'discountCodes') code group by 1`,
    ),
  segments: (tx, ask) => listed(tx, ask, sql`select key as value, name as label from segments where shop_id = ${ask.shopId}`),
  surveys: (tx, ask) =>
    listed(tx, ask, sql`select survey_id::text as value, name as label from surveys where shop_id = ${ask.shopId}`),
  achievements: (tx, ask) =>
    listed(
      tx,
      ask,
      sql`select achievement_id::text as value, coalesce(terms -> 'title' ->> ${ask.locale}, (select min(t.value) from jsonb_each_text(terms -> 'title') t)) as label
      from achievements where shop_id = ${ask.shopId} and activated_at is not null`,
    ),
  modules: (tx, ask) =>
    listed(
      tx,
      ask,
      sql`select module_id::text as value, coalesce(nullif(draft -> 'titles' ->> ${ask.locale}, ''), nullif(draft -> 'titles' ->> 'en', ''), draft -> 'titles' ->> 'de') as label
      from learning_modules where shop_id = ${ask.shopId} and published is not null`,
    ),
  events: (tx, ask) =>
    listed(
      tx,
      ask,
      sql`select gathering_id::text as value, coalesce(nullif(draft -> 'titles' ->> ${ask.locale}, ''), nullif(draft -> 'titles' ->> 'en', ''), draft -> 'titles' ->> 'de') as label
      from gatherings where shop_id = ${ask.shopId} and terms is not null`,
    ),
  campaigns: (tx, ask) =>
    listed(tx, ask, sql`select campaign_id::text as value, name as label from campaigns where shop_id = ${ask.shopId}`),
  "own-fields": (tx, ask) =>
    listed(tx, ask, sql`select field_key as value, name as label from customer_fields where shop_id = ${ask.shopId}`),
  flows: async (tx, ask) => {
    const { rows } = await sql<Flow & { value: string }>`
      select flow_id::text as value, name, preset from flows where shop_id = ${ask.shopId} order by flow_id
    `.execute(tx);
    return chosen(
      rows.map(({ value, ...flow }) => ({ value, label: ask.flowTitle(flow) })),
      ask.wanted,
    );
  },
  rewards: async (tx, ask) => {
    const { rows } = await sql<{ value: string; title: Record<string, string> }>`
      select reward_id::text as value, terms -> 'title' as title from rewards where shop_id = ${ask.shopId} order by position, reward_id
    `.execute(tx);
    return chosen(
      rows.map(({ value, title }) => ({ value, label: textIn(title, ask.locale) })),
      ask.wanted,
    );
  },
  tiers: async (tx, ask) => {
    const { rules } = await currentProgram(tx, ask.shopId, ask.now);
    return chosen(
      (rules.tiers?.levels ?? []).map(({ key, name }) => ({ value: key, label: textIn(name, ask.locale) })),
      ask.wanted,
    );
  },
  // Shopify's own: whoever may ask it does (app/sync/collections/names, app/sync/mirrors/values).
  collections: () => Promise.resolve([]),
  metafields: () => Promise.resolve([]),
  cities: () => Promise.resolve([]),
  // Everybody's, told by the browser in the reader's language.
  countries: () => Promise.resolve([]),
  languages: () => Promise.resolve([]),
};

async function listed(tx: Tx, { wanted }: Ask, values: RawBuilder<unknown>): Promise<Suggestion[]> {
  const { rows } =
    "values" in wanted
      ? await sql<Suggestion>`
          select value, label from (${values}) known(value, label) where value = any(${wanted.values.slice(0, MOST_NAMED)}::text[]) limit ${MOST_NAMED}
        `.execute(tx)
      : await sql<Suggestion>`
          select value, label from (${values}) known(value, label)
          where ${wanted.search} = '' or position(lower(${wanted.search}) in lower(label)) > 0 or value = ${wanted.search}
          order by position(lower(${wanted.search}) in lower(label)) <> 1, lower(label), value limit ${MOST_SUGGESTIONS}
        `.execute(tx);
  return rows;
}

function chosen(all: readonly Suggestion[], wanted: Wanted): Suggestion[] {
  if ("values" in wanted) return all.filter(({ value }) => wanted.values.includes(value)).slice(0, MOST_NAMED);
  const search = wanted.search.toLowerCase();
  return all.filter(({ label, value }) => `${label} ${value}`.toLowerCase().includes(search)).slice(0, MOST_SUGGESTIONS);
}
