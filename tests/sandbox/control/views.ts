import { gidOf } from "../lib/gid.ts";
import { toDecimal } from "../lib/money.ts";
import { currentTotals, lineTotal, originalTotals, refundedMinor } from "../world/money.ts";
import type { Consent, Customer, Order, Shop } from "../world/types.ts";

/** A customer as Shopify has it, with metafields; the app's own ones also by key under `app`. */
export function customerView(shop: Shop, customer: Customer, clientId: string) {
  const ownerGid = gidOf("Customer", customer.id);
  const metafields = [...(shop.metafields.get(ownerGid)?.values() ?? [])].map(
    ({ id, namespace, key, type, value, updatedAt }) => ({ id, namespace, key, type, value, updatedAt }),
  );
  const orders = [...shop.orders.values()].filter((order) => order.customerId === customer.id);
  return {
    ...{
      id: customer.id,
      gid: ownerGid,
      shop: shop.domain,
      email: customer.email,
      verifiedEmail: customer.verifiedEmail,
      phone: customer.phone,
    },
    ...{
      firstName: customer.firstName,
      lastName: customer.lastName,
      locale: customer.locale,
      countryCode: customer.countryCode,
      city: customer.city,
    },
    ...{
      state: customer.state,
      tags: customer.tags,
      note: customer.note,
      createdAt: customer.createdAt,
      updatedAt: customer.updatedAt,
    },
    emailConsent: consentView(customer.emailConsent),
    smsConsent: consentView(customer.smsConsent),
    numberOfOrders: orders.length,
    lastOrder: orders.at(-1)?.name ?? null,
    orders: orders.map(({ id, name, createdAt }) => ({ id, name, createdAt })),
    metafields,
    app: Object.fromEntries(
      metafields.filter(({ namespace }) => namespace === `app--${clientId}`).map(({ key, value }) => [key, value]),
    ),
  };
}

function consentView({ state, optInLevel, updatedAt }: Consent) {
  return { state, optInLevel, updatedAt };
}

export function orderView(shop: Shop, order: Order) {
  const money = (minor: bigint) => toDecimal(minor, shop.currency);
  const [bought, current] = [originalTotals(order), currentTotals(order)];
  return {
    ...{
      id: order.id,
      gid: gidOf("Order", order.id),
      shop: shop.domain,
      name: order.name,
      customerId: order.customerId,
      email: order.email,
      test: order.test,
    },
    ...{ financialStatus: order.financialStatus, fulfillmentStatus: order.fulfillmentStatus, currency: order.currency },
    ...{
      presentmentCurrency: order.presentmentCurrency,
      taxesIncluded: order.taxesIncluded,
      createdAt: order.createdAt,
      updatedAt: order.updatedAt,
    },
    ...{
      cancelledAt: order.cancelledAt,
      company: order.company !== null,
      disputes: order.disputes.map(({ id, type, status }) => ({ id, type, status })),
      subtotal: money(bought.subtotal),
      tax: money(bought.tax),
      shipping: money(bought.shipping),
    },
    ...{
      total: money(bought.total),
      currentTotal: money(current.total),
      paid: money(order.paidMinor),
      refunded: money(refundedMinor(order)),
    },
    lines: order.lines.map((line) => ({
      ...{
        id: line.id,
        productId: line.productId,
        variantId: line.variantId,
        title: line.title,
        variantTitle: line.variantTitle,
        sku: line.sku,
      },
      ...{
        quantity: line.quantity,
        currentQuantity: line.currentQuantity,
        price: money(line.priceMinor),
        total: money(lineTotal(line)),
      },
      ...{ tax: money(line.taxMinor), giftCard: line.giftCard, tip: line.tip },
    })),
    refunds: order.refunds.map((refund) => ({
      ...{
        id: refund.id,
        createdAt: refund.createdAt,
        note: refund.note,
        money: money(refund.moneyMinor),
        shipping: money(refund.shippingMinor),
      },
      lines: refund.lines.map(({ lineId, quantity }) => ({ lineId, quantity })),
    })),
  };
}

export function productView(shop: Shop) {
  return [...shop.products.values()].map((product) => ({
    ...{ id: product.id, handle: product.handle, title: product.title, giftCard: product.giftCard, status: product.status },
    variants: product.variants.map(({ id, title, sku, priceMinor, soldOut }) => ({
      id,
      title,
      sku,
      price: toDecimal(priceMinor, shop.currency),
      soldOut: soldOut === true,
    })),
  }));
}
