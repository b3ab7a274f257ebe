import { sql } from "kysely";
import sharp from "sharp";

import { now as present } from "../../app/clock.server.ts";
import type { Db } from "../../app/db.server.ts";
import { signClick, type ClickLink } from "../../app/messages/clicks/token.ts";
import { action as takeLink, loader as openLink } from "../../app/routes/proxy.r.$token.tsx";
import { action as takeOwn, loader as openOwn } from "../../app/routes/proxy.review.tsx";
import { loader as photo } from "../../app/routes/proxy.photo.$photoId.tsx";
import { loader as list } from "../../app/routes/proxy.reviews.tsx";
import type { Shop } from "../../app/shops/shop.ts";
import { apply, bonusShop, customer, placed } from "../bonuses/stage.ts";
import { LINK_SECRET } from "../messages/links.ts";
import { line } from "../support/orders.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";

const PROXY_SECRET = "test-client-secret-0123456789";
const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1";
const RULE = {
  key: "stars",
  kind: "review",
  points: 50,
  cap: { times: 12, period: "year" },
  disclosure: { de: "Dafür gibt es Punkte, egal wie sie ausfällt." },
};

/** A shop that rewards reviews; customer 77 has bought the products 900 and 901, customer 78 nothing. */
export async function reviewShop(db: Db, rules: readonly object[] = [RULE]): Promise<Shop> {
  const shop = await bonusShop(db, rules);
  for (const [productId, title] of [
    [900n, "Kaffee Größe L"],
    [901n, "Tee"],
    [902n, "Tasse"],
  ] as const)
    await sql`
      insert into products (shop_id, product_id, title, handle, status, tags, variants, source_updated_at)
      values (${shop.shopId}, ${productId}, ${title}, ${`p-${productId}`}, 'active', '{}', '[]', ${shop.installedAt})
    `.execute(db);
  const lines = [line(1n, 1_000n, { productId: 900n }), line(2n, 500n, { productId: 901n })];
  await apply(shop, [customer(77n, { firstName: "Kim", lastName: "Lang" }), customer(78n), placed(1n, { lines })]);
  return shop;
}

let keys = 0;

/** A message that was sent to a customer. */
export async function sendMessage(db: Db, { shopId }: Shop, customerId = 77n): Promise<bigint> {
  const at = present();
  const { rows } = await sql<{ id: bigint }>`
    insert into messages (shop_id, customer_id, template, key, locale, state, recipient, subject, data, due_at, sent_at, created_at)
    values (${shopId}, ${customerId}, 'flow-email', ${`review:${++keys}`}, 'de', 'sent', 'c@example.com', 'Hallo', '{}', ${at}, ${at}, ${at})
    returning message_id as id
  `.execute(db);
  return rows[0]?.id ?? 0n;
}

export type Fields = Record<string, string | Blob | readonly Blob[]>;
export type Sent = { status: number; html: string; headers: Headers; bytes: Buffer };
export type Way = {
  agent?: string;
  link?: Partial<ClickLink>;
  spoilt?: boolean;
  query?: Record<string, string>;
  body?: BodyInit;
  type?: string;
};

export function formOf(fields: Fields): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    for (const one of Array.isArray(value) ? (value as readonly Blob[]) : [value as string | Blob])
      if (typeof one === "string") form.append(name, one);
      else form.append(name, one, one instanceof File ? one.name : "a.jpg");
  return form;
}

type Handler = (args: { request: Request; params: Record<string, string>; context: object }) => Promise<Response>;

async function ask(
  shop: Shop,
  handler: Handler,
  params: Record<string, string>,
  { customerId = "", method = "GET", agent = PHONE, query = {}, body, type }: Way & { customerId?: string; method?: string },
): Promise<Sent> {
  const signed = new URLSearchParams({
    ...query,
    ...{ shop: shop.domain, logged_in_customer_id: customerId, path_prefix: "/apps/reprise" },
    timestamp: String(Math.floor(present().getTime() / 1000)),
  });
  const request = new Request(`http://127.0.0.1:3000/proxy/x?${signQuery(signed, PROXY_SECRET).toString()}`, {
    method,
    headers: { "user-agent": agent, ...(type === undefined ? {} : { "content-type": type }) },
    ...(body === undefined ? {} : { body, duplex: "half" }),
  });
  const response = await handler({ request, params, context: {} }).catch((error: unknown) =>
    error instanceof Response ? error : Promise.reject(error as Error),
  );
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, html: bytes.toString("utf8"), headers: response.headers, bytes };
}

const tokenOf = (shop: Shop, messageId: bigint, stars: number, product: string, { link = {}, spoilt = false }: Way) => {
  const target = { to: "review" as const, product, stars };
  const token = signClick({ shopId: shop.shopId, messageId, index: 3, target, ...link }, LINK_SECRET);
  return { token: spoilt ? `${token.slice(0, -1)}_` : token };
};

export function openStars(shop: Shop, messageId: bigint, stars = 0, way: Way = {}, product = "900"): Promise<Sent> {
  return ask(shop, openLink as Handler, tokenOf(shop, messageId, stars, product, way), way);
}

export function send(shop: Shop, messageId: bigint, fields: Fields, way: Way = {}): Promise<Sent> {
  const params = tokenOf(shop, messageId, 0, "900", way);
  return ask(shop, takeLink as Handler, params, { method: "POST", body: formOf(fields), ...way });
}

export function openForm(shop: Shop, customerId: bigint | null, query: Record<string, string> = {}): Promise<Sent> {
  return ask(shop, openOwn as Handler, {}, { customerId: customerId === null ? "" : String(customerId), query });
}

export function sendForm(shop: Shop, customerId: bigint | null, fields: Fields): Promise<Sent> {
  const who = customerId === null ? "" : String(customerId);
  return ask(shop, takeOwn as Handler, {}, { method: "POST", customerId: who, body: formOf(fields) });
}

export const getPhoto = (shop: Shop, photoId: string): Promise<Sent> => ask(shop, photo as Handler, { photoId }, {});
export const getList = (shop: Shop, query: Record<string, string>): Promise<Sent> => ask(shop, list as Handler, {}, { query });

export type Row = {
  review_id: bigint;
  customer: string | null;
  product: string;
  stars: number;
  title: string;
  text: string;
  author: string;
  state: string;
  photos: number;
  changed_at: Date;
};

export async function rowsOf(db: Db, { shopId }: Shop): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select r.review_id, r.customer_id::text as customer, r.product_id::text as product, r.stars, r.title, r.text, r.author, r.state, r.changed_at,
      (select count(*)::int from review_photos p where p.shop_id = r.shop_id and p.review_id = r.review_id) as photos
    from reviews r where r.shop_id = ${shopId} order by r.review_id
  `.execute(db);
  return rows;
}

type Painted = { width?: number; height?: number; color?: string; as?: "jpeg" | "png" | "webp" };

/** A picture of one color that says where it was taken. */
export function paint({ width = 64, height = 48, color = "#c42", as = "jpeg" }: Painted = {}): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: color } })
    .withExif({
      IFD0: { Copyright: "GPS-SECRET", Make: "GPS-SECRET" },
      IFD3: { GPSLatitude: "52/1 30/1 0/1", GPSLatitudeRef: "N" },
    })
    .toFormat(as)
    .toBuffer();
}

export const fileOf = (bytes: Uint8Array, name = "photo.jpg", type = "image/jpeg"): File =>
  new File([new Uint8Array(bytes)], name, { type });

export const good: Fields = { product: "900", stars: "5", title: "Toll", text: "Schmeckt sehr gut.", author: "Kim L." };
