import { dayText } from "../../../i18n/shopper/dates.ts";
import { pointsName } from "../../../i18n/shopper/say.ts";
import { formatMoney } from "../../../lib/money.ts";
import { textIn } from "../../../program/rules/texts.ts";
import { pictureAt } from "../../../lib/web-address.ts";
import type { Row } from "../../content/compile/compiled.ts";
import type { VariableName } from "../../content/document/variables.ts";
import type { EmailValues, ShownProduct } from "../../content/filling/fill.ts";
import type { Edited, Sold } from "../../content/store/edited.ts";
import { firstNameOrNull } from "../../content/text.ts";
import type { Facts } from "../facts.ts";
import { lastDayOf, missingOf, pointsOf, wordsOf, worthOf } from "../formats.ts";
import type { Context } from "../template.ts";
import type { FlowEmailData } from "./data.ts";

export type Reader = {
  shopName: string;
  firstName: string | null;
  imprint: string[];
  /** It rests on an earlier purchase (§ 7 (3) UWG), not on a consent, and says so. */
  asExistingCustomer?: boolean;
};
export type FlowEmailFacts = Pick<Facts, "points" | "tier" | "cheapest" | "friend" | "gift"> & { edited: Edited };

/** What is known of a reader, in the email's language. */
export function valuesOf(told: FlowEmailData, reader: Reader, context: Context, facts: FlowEmailFacts): EmailValues {
  const { edited, gift } = facts;
  const data = gift?.state === "ready" ? { ...told, code: gift, reward: told.reward ?? gift.title } : told;
  return {
    variables: variablesOf(data, reader, context, facts),
    codeMinimum: minimumOf(data, context),
    products: (row) => productsOf(row, data, edited).map((sold) => shown(sold, context)),
    cart: cartOf(data, edited),
    friend: facts.friend === null ? null : context.links.refer(facts.friend),
    due: data.productIds?.map(String) ?? [],
    places: placesOf(data, context, edited),
    bought: reader.asExistingCustomer === true,
    imprint: reader.imprint,
  };
}

function variablesOf(
  { code, lastsUntil, tier, atRisk, expiring, reward, date, productIds }: FlowEmailData,
  { shopName, firstName }: Reader,
  context: Context,
  { points: { account, rules }, tier: held, cheapest, edited }: FlowEmailFacts,
): Record<VariableName, string> {
  const day = (instant: Date | null | undefined) => (instant == null ? "" : dayText(instant, context.timeZone, context.locale));
  const last = (instant: Date | null | undefined) => (instant == null ? "" : lastDayOf(instant, context));
  const available = account?.available ?? 0n;
  const going = account?.expiring ?? (expiring == null ? null : expiring);
  const level = rules?.tiers?.levels.find(({ key }) => key === held.key);
  return {
    shop_name: shopName,
    first_name: firstNameOrNull(firstName) ?? "",
    points_name: pointsName({ locale: context.locale, names: context.pointsNames }).many,
    product: mainProduct(productIds ?? [], edited)?.title ?? "",
    last_order_on: day(edited.order?.at),
    lasts_until: day(lastsUntil),
    points: available > 0n ? pointsOf(available, context) : "",
    points_worth: available > 0n ? worthOf(available, rules, context) : "",
    expiring_points: going === null ? "" : pointsOf(going.points, context),
    expires_on: last(going?.at),
    reward: reward != null ? wordsOf(reward, context) : cheapest === null ? "" : wordsOf(cheapest.title, context),
    tier:
      tier != null
        ? wordsOf(tier.title, context)
        : level === undefined
          ? ""
          : textIn(level.name, context.locale, context.shopLocale),
    keep_until: last(atRisk?.keepUntil ?? (held.graceUntil === null ? null : held.graceUntil)),
    missing: atRisk == null ? "" : missingOf(atRisk.missing, atRisk.basis, context),
    code: code?.code ?? "",
    code_value: valueOf(code ?? null, context),
    code_ends_on: last(code?.expiresAt),
    date: day(date),
  };
}

function valueOf(code: FlowEmailData["code"] | null, { currency, locale }: Context): string {
  if (code?.percent != null) return percentText(code.percent, locale);
  return code?.amountMinor == null ? "" : formatMoney(code.amountMinor, currency, locale);
}

/** "10 %" with a narrow space that does not break, "10%". */
function percentText(percent: number, locale: string): string {
  const text = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 }).format(percent / 100);
  return text.replace(/[\s\u00a0]%/, "\u202f%");
}

const minimums = { de: (money: string) => `Ab ${money} Bestellwert.`, en: (money: string) => `From ${money}.` };

function minimumOf({ code }: FlowEmailData, { currency, locale }: Context): string {
  if (code?.minimumMinor == null) return "";
  return (locale === "de" ? minimums.de : minimums.en)(formatMoney(code.minimumMinor, currency, locale));
}

/** What the email is about: the first product that is due, else what was bought last. */
function mainProduct(due: readonly bigint[], { order, sold }: Edited): Sold | null {
  const candidates = due.length > 0 ? due : (order?.lines.map(({ productId }) => productId) ?? []);
  return candidates.map((productId) => sold.get(productId)).find((one) => one !== undefined) ?? null;
}

function productsOf({ from, most, productIds }: Row, data: FlowEmailData, edited: Edited): Sold[] {
  const due = data.productIds ?? [];
  const ofOrder = edited.order?.lines.map(({ productId }) => productId) ?? [];
  const wanted = { "last-bought": ofOrder, due, recommended: edited.recommended, chosen: productIds.map(BigInt) }[from];
  return [...new Set(wanted)].flatMap((productId) => edited.sold.get(productId) ?? []).slice(0, most);
}

/** A product in the words of an email. */
export function shown(
  { productId, title, handle, imageUrl, priceMinor, from }: Sold,
  { links, currency, locale }: Pick<Context, "links" | "currency" | "locale">,
): ShownProduct {
  const price = priceMinor === null ? "" : formatMoney(priceMinor, currency, locale);
  return {
    ...{ productId: String(productId), title, url: `${links.home}/products/${encodeURIComponent(handle)}` },
    image: imageUrl === null ? "" : pictureAt(imageUrl, 96),
    price: price === "" || !from ? price : locale === "de" ? `ab ${price}` : `from ${price}`,
  };
}

/** What the occasion says, else what is due as often as it was bought, else what was bought last. */
function cartOf({ lines: given, productIds, code }: FlowEmailData, { order, sold }: Edited): EmailValues["cart"] {
  if (given != null && given.length > 0) return { to: "cart", lines: given, ...(code == null ? {} : { code: code.code }) };
  const bought = order?.lines.filter(({ productId }) => sold.has(productId)) ?? [];
  const due = new Set(productIds ?? []);
  const known = due.size === 0 ? bought : bought.filter(({ productId }) => due.has(productId));
  const unknown = [...due].filter((productId) => !known.some((line) => line.productId === productId));
  const others = unknown.flatMap((productId) => {
    const variantId = sold.get(productId)?.variantId ?? null;
    return variantId === null ? [] : [{ variantId: String(variantId), quantity: 1 }];
  });
  const lines = known.flatMap(({ variantId, quantity }) =>
    variantId === null ? [] : [{ variantId: String(variantId), quantity }],
  );
  const all = [...lines, ...others].slice(0, 50);
  return all.length === 0 ? null : { to: "cart", lines: all, ...(code == null ? {} : { code: code.code }) };
}

function placesOf({ code, productIds }: FlowEmailData, { links }: Context, edited: Edited): EmailValues["places"] {
  const product = mainProduct(productIds ?? [], edited);
  return {
    shop: links.home,
    "shop-with-code": code == null ? links.home : links.withCode(code.code),
    product: product === null ? links.home : `${links.home}/products/${encodeURIComponent(product.handle)}`,
    rewards: links.rewards,
    account: links.account,
  };
}
