import type { LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { flowTitle } from "../components/flows/words/flow-words.ts";
import { db } from "../db.server.ts";
import { translator } from "../i18n/translate.ts";
import { SECOND_MS } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { valueSources } from "../segments/attributes/attribute.ts";
import { MOST_NAMED, suggest, type Suggestion, type Wanted } from "../segments/editing/suggest.server.ts";
import { createGate } from "../shops/gate.ts";
import type { Shop } from "../shops/shop.ts";
import { fetchCollectionTitles, findCollections } from "../sync/collections/names.server.ts";
import { findCities, listMetafields } from "../sync/mirrors/values.server.ts";

/** `asked`: the address's query that it is about, since answers may come late. */
export type ValuesAnswer = { asked: string; suggestions: Suggestion[] };

const LONGEST = 255;
const querySchema = z.object({
  source: z.enum(valueSources),
  search: z.string().max(LONGEST).default(""),
  locale: z.enum(["en", "de"]).default("en"),
});

/** A window may ask for the values of several fields at once; a shop that asks for more waits. */
const few = createGate(4, 3 * SECOND_MS);

export { clientLoader } from "../components/page/posting/route.ts";

/** Values of the shop for what is being written: what holds some words (`search`), or what those that stand there are called (`value`, several times). */
export async function loader({ request }: LoaderFunctionArgs): Promise<ValuesAnswer> {
  const { shop } = await authenticateMerchant(request);
  const { search: asked, searchParams } = new URL(request.url);
  const query = querySchema.safeParse(Object.fromEntries(searchParams)).data;
  const values = searchParams.getAll("value").slice(0, MOST_NAMED);
  if (query === undefined || [query.search, ...values].some((text) => text.includes("\0") || text.length > LONGEST))
    throw new Response("Unknown values", { status: 422 });
  const wanted = values.length > 0 ? { values } : { search: query.search.trim() };
  const t = translator(query.locale);
  const of = { shopId: shop.shopId, wanted, locale: query.locale, now: now(), signal: request.signal };
  const ask = { ...of, flowTitle: (flow: Parameters<typeof flowTitle>[0]) => flowTitle(flow, t) };
  const collections = () => suggestCollections(shop, wanted);
  return {
    asked,
    suggestions: await few(shop.shopId, () =>
      query.source === "collections"
        ? collections()
        : query.source === "metafields" || query.source === "cities"
          ? suggestTheirs(shop, query.source, wanted)
          : suggest(db(), query.source, ask),
    ),
  };
}

/** Nothing where Shopify cannot be asked: an id can be typed all the same. */
async function suggestCollections(shop: Shop, wanted: Wanted): Promise<Suggestion[]> {
  try {
    if ("search" in wanted)
      return (await findCollections(shop, wanted.search)).map(({ collectionId, title }) => ({
        ...{ value: String(collectionId), label: title },
      }));
    const titles = await fetchCollectionTitles(shop, wanted.values.filter((value) => /^\d{1,18}$/.test(value)).map(BigInt));
    return [...titles].map(([collectionId, title]) => ({ value: String(collectionId), label: title }));
  } catch (error) {
    log().warn({ error, shopId: shop.shopId }, "collections were not looked for in Shopify");
    return [];
  }
}

/** The same: whatever is typed can be saved, and Shopify then says whether it knows it. */
async function suggestTheirs(shop: Shop, source: "metafields" | "cities", wanted: Wanted): Promise<Suggestion[]> {
  try {
    if ("values" in wanted) {
      const known = source === "metafields" ? await listMetafields(shop) : [];
      return known.filter(({ value }) => wanted.values.includes(value));
    }
    if (source === "cities") return await findCities(shop, wanted.search);
    const search = wanted.search.toLowerCase();
    return (await listMetafields(shop)).filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(search));
  } catch (error) {
    log().warn({ error, shopId: shop.shopId }, "values were not looked for in Shopify");
    return [];
  }
}

/** The page asks when it wants them. */
export const shouldRevalidate = () => false;

/** Whoever opens the address itself sees an empty page. */
export default function Nothing() {
  return null;
}
