import type { Request } from "express";

import { orderLink } from "../storefront/order-link.ts";
import { currentTotals, lineDiscount, originalTotals, refundedMinor } from "../world/money.ts";
import type { Customer, LineItem, Order } from "../world/types.ts";
import { extensionBlock } from "./extension-block.ts";
import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { customerName, customerOf, fulfilment, ordersOf, orderTable, payment } from "./lists.ts";
import { type OrderAction, possible } from "./order-actions.ts";
import { paged, pager, queryText } from "./paging.ts";
import { fill, type Texts } from "./texts.ts";
import type { View } from "./view.ts";

export function ordersPage(view: View, request: Request): string {
  const { texts } = view;
  const shown = paged(ordersOf(view.shop), request);
  const body = html`<div class="page">
    <h1>${texts.orderList}</h1>
    <section class="card flush">
      ${shown.rows.length === 0 ? html`<p class="empty">${texts.noOrders}</p>` : orderTable(view, shown.rows)}
    </section>
    ${pager(view, shown, `${view.base}/orders`)}
  </div>`;
  return layout(view, { title: texts.orderList, section: "orders", body });
}

export function orderPage(view: View, order: Order, request: Request): string {
  const { texts } = view;
  const customer = customerOf(view.shop, order);
  const problem = queryText(request, "problem");
  const body = html`<div class="page">
    <a class="back" href="${view.base}/orders">← ${texts.orders}</a>
    <div class="heading">
      <h1>${order.name}</h1>
      ${payment(texts, order)} ${fulfilment(texts, order)}
      ${order.cancelledAt !== null && html`<span class="badge critical">${texts.cancelled}</span>`}
      ${order.test && html`<span class="badge attention">${texts.test}</span>`}
    </div>
    <p class="quiet">${view.dateTime(order.processedAt)}</p>
    ${queryText(request, "done") !== "" && html`<p class="banner good" role="status">${texts.done}</p>`}
    ${problem !== "" && html`<p class="banner bad" role="alert">${fill(texts.impossible, { reason: problem })}</p>`}
    <div class="columns">
      <div>
        <section class="card flush" aria-labelledby="items">
          <h2 id="items">${texts.items}</h2>
          ${lineTable(view, order)}
        </section>
        <section class="card" aria-labelledby="payment">
          <h2 id="payment">${texts.payment}</h2>
          ${sums(view, order)}
        </section>
        ${order.refunds.length > 0 && refunds(view, order)}
        ${extensionBlock(view, "admin.order-details.block.render", `gid://shopify/Order/${order.id}`)}
      </div>
      <div>
        <section class="card" aria-labelledby="customer">
          <h2 id="customer">${texts.customer}</h2>
          <p>${customer === null ? texts.noCustomer : customerLink(view, customer)}</p>
          ${order.email !== null && html`<p class="quiet">${order.email}</p>`}
        </section>
        <section class="card" aria-labelledby="actions">
          <h2 id="actions">${texts.actions}</h2>
          <p class="quiet">${texts.actionsHint}</p>
          ${actions(view, order)}
          ${
            view.shop.accounts === "new" &&
            html`<p><a href="${view.storefront}${orderLink(order.id, view.config.clientSecret)}">${texts.orderStatus}</a></p>`
          }
        </section>
      </div>
    </div>
  </div>`;
  return layout(view, { title: order.name, section: "orders", body });
}

function lineTable(view: View, order: Order): Html {
  const { texts } = view;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${texts.product}</th>
        <th scope="col" class="number minor">${texts.price}</th>
        <th scope="col" class="number">${texts.total}</th>
      </tr>
    </thead>
    <tbody>
      ${order.lines.map((line) => {
        const removed = line.quantity - line.currentQuantity;
        return html`<tr>
          <th scope="row">
            ${line.title}<small>${lineNote(line)}</small>${removed > 0 && html`<span class="badge">${fill(texts.removed, { count: removed })}</span>`}
          </th>
          <td class="number minor">${view.money(line.priceMinor)} × ${line.quantity}</td>
          <td class="number">${view.money(line.priceMinor * BigInt(line.quantity) - lineDiscount(line))}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function lineNote(line: LineItem): string {
  const variant = line.variantTitle === "Default Title" ? null : line.variantTitle;
  return [variant, line.sku === "" ? null : line.sku].filter((part) => part !== null).join(" · ");
}

function sums(view: View, order: Order): Html {
  const { texts } = view;
  const [bought, current] = [originalTotals(order), currentTotals(order)];
  const rows: [string, string][] = [[texts.subtotal, view.money(bought.subtotal)]];
  if (bought.discounts > 0n) rows.unshift([discountLabel(texts, order), view.money(-bought.discounts)]);
  rows.push([texts.shipping, view.money(bought.shipping)]);
  rows.push([order.taxesIncluded ? texts.taxIncluded : texts.tax, view.money(current.tax)]);
  rows.push([texts.total, view.money(bought.total)], [texts.paidAmount, view.money(order.paidMinor)]);
  if (refundedMinor(order) > 0n) rows.push([texts.refundedAmount, view.money(-refundedMinor(order))]);
  return html`<dl class="sums">
    ${rows.map(
      ([label, value]) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function discountLabel(texts: Texts, order: Order): string {
  const codes = order.discountApplications.map(({ code, title }) => code ?? title);
  return codes.length === 0 ? texts.discount : `${texts.discount} (${codes.join(", ")})`;
}

function refunds(view: View, order: Order): Html {
  const { texts } = view;
  return html`<section class="card" aria-labelledby="refunds">
    <h2 id="refunds">${texts.refunds}</h2>
    <ul class="plain">
      ${order.refunds.map((refund) => {
        const items = refund.lines.reduce((sum, { quantity }) => sum + quantity, 0);
        const amount = refund.moneyMinor === 0n ? texts.noMoney : view.money(refund.moneyMinor);
        return html`<li>
          ${fill(texts.refundLine, { amount, date: view.dateTime(refund.createdAt) })}
          <small>${[refund.note, items > 0 ? fill(texts.restocked, { count: items }) : ""].filter(Boolean).join(" · ")}</small>
        </li>`;
      })}
    </ul>
  </section>`;
}

function actions(view: View, order: Order): Html {
  const { texts } = view;
  const buttons: [OrderAction, string][] = [
    ["refund-half", texts.refundHalf],
    ["refund-all", texts.refundAll],
    ["restock", texts.restock],
    ["pay", texts.markPaid],
    ["fulfil", texts.fulfil],
    ["deliver", texts.deliver],
    ["cancel", texts.cancelOrder],
  ];
  const path = `${view.base}/orders/${order.id}`;
  const money = possible(order, "refund-money");
  return html`<div class="actions">
      ${buttons.map(
        ([action, label]) =>
          html`<form method="post" action="${path}/${action}">
            <button ${possible(order, action) ? null : "disabled"}>${label}</button>
          </form>`,
      )}
    </div>
    <form method="post" action="${path}/refund-money" class="money">
      <label for="amount">${fill(texts.amount, { currency: order.currency })}</label>
      <span
        ><input
          id="amount"
          name="amount"
          inputmode="decimal"
          autocomplete="off"
          value="5.00"
          required
          pattern="\\d+([.,]\\d{1,2})?"
        /><button ${money ? null : "disabled"}>${texts.refundMoney}</button></span
      >
    </form>`;
}

function customerLink(view: View, customer: Customer): Html {
  return html`<a href="${view.base}/customers/${customer.id}">${customerName(view.texts, customer)}</a>`;
}
