import { originalTotals, refundedMinor } from "../world/money.ts";
import type { Consent, Customer, FinancialStatus, Order, Shop } from "../world/types.ts";
import { html, type Html } from "./html.ts";
import { fill, type Texts } from "./texts.ts";
import type { View } from "./view.ts";

/** Newest first, as the admin lists them. */
export function ordersOf(shop: Shop): Order[] {
  return [...shop.orders.values()].sort((a, b) => b.processedAt.getTime() - a.processedAt.getTime() || b.number - a.number);
}

/** Newest first, as the admin lists them. */
export function customersOf(shop: Shop): Customer[] {
  return [...shop.customers.values()].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

export function customerName(texts: Texts, customer: Customer): string {
  const name = [customer.firstName, customer.lastName].filter((part) => part !== null && part !== "").join(" ");
  return name || customer.email || texts.noName;
}

/** @param withBuyer false on a customer's own page, where the column would repeat itself */
export function orderTable(view: View, orders: readonly Order[], withBuyer = true): Html {
  const { texts } = view;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${texts.order}</th>
        <th scope="col" class="${withBuyer ? "minor" : ""}">${texts.date}</th>
        ${withBuyer && html`<th scope="col">${texts.customer}</th>`}
        <th scope="col" class="number">${texts.total}</th>
        <th scope="col" class="minor">${texts.payment}</th>
        <th scope="col" class="minor">${texts.fulfilment}</th>
      </tr>
    </thead>
    <tbody>
      ${orders.map(
        (order) =>
          html`<tr>
            <th scope="row"><a href="${view.base}/orders/${order.id}">${order.name}</a></th>
            <td class="${withBuyer ? "minor" : ""}">${view.dateTime(order.processedAt)}</td>
            ${withBuyer && html`<td>${buyer(view, order)}</td>`}
            <td class="number">${view.money(originalTotals(order).total)}</td>
            <td class="minor">${payment(texts, order)}</td>
            <td class="minor">${fulfilment(texts, order)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** @param withBoxes each customer can be selected */
export function customerTable(view: View, customers: readonly Customer[], withBoxes = false): Html {
  const { texts } = view;
  const totals = spending(view.shop);
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${texts.customer}</th>
        <th scope="col" class="minor">${texts.emailConsent}</th>
        <th scope="col" class="minor">${texts.place}</th>
        <th scope="col" class="number">${texts.orderCount}</th>
        <th scope="col" class="number">${texts.spent}</th>
      </tr>
    </thead>
    <tbody>
      ${customers.map((customer) => {
        const { orders, spent } = totals.get(customer.id) ?? { orders: 0, spent: 0n };
        return html`<tr>
          <th scope="row">
            ${
              withBoxes &&
              html`<input
                type="checkbox"
                name="selected"
                value="${customer.id}"
                aria-label="${fill(texts.selectCustomer, { name: customerName(texts, customer) })}"
              />`
            }
            <a href="${view.base}/customers/${customer.id}">${customerName(texts, customer)}</a>
          </th>
          <td class="minor">${consentBadge(texts, customer.emailConsent)}</td>
          <td class="minor">${place(customer)}</td>
          <td class="number">${orders}</td>
          <td class="number">${view.money(spent)}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function buyer(view: View, order: Order): string {
  const customer = customerOf(view.shop, order);
  return customer === null ? (order.email ?? view.texts.noCustomer) : customerName(view.texts, customer);
}

export function customerOf(shop: Shop, order: Order): Customer | null {
  return order.customerId === null ? null : (shop.customers.get(order.customerId) ?? null);
}

const PAYMENT_TONES: Record<FinancialStatus, string> = {
  pending: "attention",
  authorized: "attention",
  partially_paid: "attention",
  paid: "",
  partially_refunded: "",
  refunded: "",
  voided: "",
};

export function payment(texts: Texts, order: Order): Html {
  return html`<span class="badge ${PAYMENT_TONES[order.financialStatus]}">${texts[order.financialStatus]}</span>`;
}

export function fulfilment(texts: Texts, order: Order): Html {
  const status = order.fulfillmentStatus;
  return html`<span class="badge ${status === "fulfilled" ? "" : "attention"}"
    >${status === null ? texts.unfulfilled : texts[status]}</span
  >`;
}

export function consentBadge(texts: Texts, { state }: Consent): Html {
  const label = state === "pending" ? texts.pendingConsent : texts[state];
  return html`<span class="badge ${state === "subscribed" ? "success" : ""}">${label}</span>`;
}

export function place({ city, countryCode }: Customer): string {
  return [city, countryCode].filter((part) => part !== null && part !== "").join(", ");
}

/** Orders and money kept of each customer. */
export function spending(shop: Shop): Map<bigint, { orders: number; spent: bigint }> {
  const totals = new Map<bigint, { orders: number; spent: bigint }>();
  for (const order of shop.orders.values()) {
    if (order.customerId === null) continue;
    const { orders, spent } = totals.get(order.customerId) ?? { orders: 0, spent: 0n };
    totals.set(order.customerId, { orders: orders + 1, spent: spent + order.paidMinor - refundedMinor(order) });
  }
  return totals;
}
