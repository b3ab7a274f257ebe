import { extensionIn, HOST } from "../extension-host/pages.ts";
import type { Given } from "../extension-host/messages.ts";
import { toDecimal } from "../lib/money.ts";
import type { DiscountAllocation, Order } from "../world/types.ts";
import { originalTotals } from "../world/money.ts";
import type { Visit } from "./visit.ts";

/**
 * What Shopify's checkout tells extensions of an order that is being or has been placed. Lines cost what they do after their own discounts; those on the
 * whole order stand beside them. https://shopify.dev/docs/api/checkout-ui-extensions/2026-07
 */
export function buyingGiven({ shop, customer }: Pick<Visit, "shop" | "customer">, order: Order): Given {
  const money = (minor: bigint) => ({ amount: Number(toDecimal(minor, shop.currency)), currencyCode: shop.currency });
  const onLine = ({ application }: DiscountAllocation) => order.discountApplications[application]?.selection === "entitled";
  const allocation = (minor: bigint, application: number) => {
    const { code, title } = order.discountApplications[application] ?? { code: null, title: "" };
    return { discountedAmount: money(minor), ...(code === null ? { type: "automatic", title } : { type: "code", code }) };
  };
  const lines = order.lines.map((line) => {
    const own = line.discounts.filter(onLine);
    const cost = line.priceMinor * BigInt(line.quantity) - sum(own);
    return {
      id: `gid://shopify/CartLine/${line.variantId ?? 0n}`,
      merchandise: {
        ...{ type: "variant", id: `gid://shopify/ProductVariant/${line.variantId ?? 0n}`, title: line.title },
        product: { id: `gid://shopify/Product/${line.productId ?? 0n}`, vendor: "", productType: "" },
      },
      quantity: line.quantity,
      cost: { totalAmount: money(cost) },
      discountAllocations: own.map(({ amountMinor, application }) => allocation(amountMinor, application)),
    };
  });
  const onWhole = order.lines.flatMap(({ discounts }) => discounts.filter((part) => !onLine(part)));
  const whole = [...Map.groupBy(onWhole, ({ application }) => application)];
  const { tax, shipping } = originalTotals(order);
  return {
    lines,
    discountAllocations: whole.map(([application, parts]) => allocation(sum(parts), application)),
    ...{ totalTaxAmount: money(tax), totalShippingAmount: money(shipping) },
    customer: customer === null ? undefined : buyer(customer),
    email: customer?.email ?? order.email ?? undefined,
    country: { isoCode: order.countryCode },
    discountCodes: order.discountApplications.flatMap(({ code }) => (code === null ? [] : [{ code }])),
    instructions: { discounts: { canUpdateDiscountCodes: true } },
    orderConfirmation: { order: { id: `gid://shopify/Order/${order.id}` }, isFirstOrder: false },
  };
}

function buyer({ id, email, emailConsent }: NonNullable<Visit["customer"]>) {
  const acceptsEmailMarketing = emailConsent.state === "subscribed";
  return { id: `gid://shopify/Customer/${id}`, email, acceptsMarketing: acceptsEmailMarketing, acceptsEmailMarketing };
}

/** An extension's place in checkout or thank-you page, as markup for the theme's template. */
export function buyingBlock(target: string, { locale, root, ...visit }: Visit, order: Order): string {
  const { name, domain } = visit.shop;
  const shop = { name, myshopifyDomain: domain, storefrontUrl: visit.site.config.storefronts.get(domain) };
  const place = { given: { ...buyingGiven(visit, order), shop }, ask: `${root}checkout/ask` };
  return `<script type="module" src="${HOST}/host.js"></script>${extensionIn(target, locale, place).markup}`;
}

function sum(parts: readonly DiscountAllocation[]): bigint {
  return parts.reduce((total, { amountMinor }) => total + amountMinor, 0n);
}
