/** The small webhook bodies; orders, refunds, customers, products and shops have files of their own. */
import { toDecimal } from "../lib/money.ts";
import { shopTime, shopTimeOrNull } from "./json.ts";
import { refundedMinor } from "./money.ts";
import type { BulkOperation, Customer, Discount, Dispute, Order, Shop } from "./types.ts";

export function deletedCustomerBody(customer: Customer) {
  return { id: customer.id, tax_exemptions: [], admin_graphql_api_id: `gid://shopify/Customer/${customer.id}` };
}

export function mergeBody(jobId: bigint, kept: Customer, gone: Customer) {
  return {
    admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${kept.id}`,
    admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${gone.id}`,
    admin_graphql_api_job_id: `gid://shopify/Job/${jobId}`,
    status: "completed",
    errors: [],
  };
}

export function consentBody(shop: Shop, customer: Customer) {
  return {
    customer_id: customer.id,
    email_address: customer.email,
    email_marketing_consent: {
      state: customer.emailConsent.state,
      opt_in_level: customer.emailConsent.optInLevel,
      consent_updated_at: shopTimeOrNull(customer.emailConsent.updatedAt, shop.timeZone),
    },
  };
}

export function smsConsentBody(shop: Shop, customer: Customer) {
  return {
    id: customer.id,
    phone: customer.phone,
    sms_marketing_consent: {
      state: customer.smsConsent.state,
      opt_in_level: customer.smsConsent.optInLevel,
      consent_updated_at: shopTimeOrNull(customer.smsConsent.updatedAt, shop.timeZone),
      consent_collected_from: "other",
    },
  };
}

export function tagsBody(customer: Customer, tags: readonly string[], at: Date) {
  return { customerId: `gid://shopify/Customer/${customer.id}`, tags, occurredAt: at.toISOString() };
}

export function deletedOrderBody(order: Order) {
  return { id: order.id };
}

export function disputeBody(shop: Shop, order: Order, dispute: Dispute) {
  const time = (instant: Date | null) => shopTimeOrNull(instant, shop.timeZone);
  return {
    id: dispute.id,
    order_id: order.id,
    type: dispute.type,
    amount: toDecimal(order.paidMinor - refundedMinor(order), order.currency),
    currency: order.currency,
    reason: "fraudulent",
    network_reason_code: "4837",
    status: dispute.status,
    evidence_due_by: time(new Date(dispute.initiatedAt.getTime() + 14 * 86_400_000)),
    evidence_sent_on: null,
    finalized_on: time(dispute.finalizedOn),
    initiated_at: time(dispute.initiatedAt),
  };
}

type Change = { id: bigint; delta: number };

export function orderEditBody(
  shop: Shop,
  order: Order,
  editId: bigint,
  at: Date,
  additions: readonly Change[],
  removals: readonly Change[],
) {
  const time = shopTime(at, shop.timeZone);
  return {
    order_edit: {
      id: editId,
      app_id: null,
      created_at: time,
      committed_at: time,
      notify_customer: false,
      order_id: order.id,
      staff_note: "",
      user_id: null,
      line_items: { additions, removals },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
    },
  };
}

export function discountBody(shop: Shop, discount: Discount, status: string) {
  return {
    admin_graphql_api_id: discount.id,
    title: discount.title,
    status,
    created_at: shopTime(discount.createdAt, shop.timeZone),
    updated_at: shopTime(discount.updatedAt, shop.timeZone),
  };
}

export function deletedDiscountBody(shop: Shop, discount: Discount, at: Date) {
  return { admin_graphql_api_id: discount.id, deleted_at: shopTime(at, shop.timeZone) };
}

export function codeBody(discount: Discount, { id, code }: Discount["codes"][number]) {
  return { admin_graphql_api_id: discount.id, redeem_code: { id, code }, updated_at: discount.updatedAt.toISOString() };
}

export function bulkFinishBody(shop: Shop, operation: BulkOperation, at: Date) {
  return {
    admin_graphql_api_id: operation.id,
    completed_at: shopTime(operation.completedAt ?? at, shop.timeZone),
    created_at: shopTime(operation.createdAt, shop.timeZone),
    error_code: operation.status === "FAILED" ? "internal_server_error" : null,
    status: operation.status.toLowerCase(),
    type: "query",
  };
}

export function scopesBody(shop: Shop, previous: readonly string[], current: readonly string[], at: Date) {
  return { id: shop.id + 1n, shop_id: `gid://shopify/Shop/${shop.id}`, previous, current, updated_at: at.toISOString() };
}

function customerReference(customer: Pick<Customer, "id" | "email" | "phone">) {
  return { id: customer.id, email: customer.email, phone: customer.phone };
}

export function dataRequestBody(shop: Shop, customer: Customer, orderIds: readonly bigint[], requestId: bigint) {
  return {
    ...{ shop_id: shop.id, shop_domain: shop.domain, orders_requested: orderIds },
    customer: customerReference(customer),
    data_request: { id: requestId },
  };
}

export function customerRedactBody(shop: Shop, customer: Customer, orderIds: readonly bigint[]) {
  return { shop_id: shop.id, shop_domain: shop.domain, customer: customerReference(customer), orders_to_redact: orderIds };
}

export function shopRedactBody(shop: Shop) {
  return { shop_id: shop.id, shop_domain: shop.domain };
}
