import type { Request } from "express";

import type { Consent, Customer, Metafield } from "../world/types.ts";
import { extensionBlock } from "./extension-block.ts";
import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { consentBadge, customerName, customersOf, customerTable, ordersOf, orderTable, place, spending } from "./lists.ts";
import { paged, pager, queryText } from "./paging.ts";
import { fill } from "./texts.ts";
import type { View } from "./view.ts";

export function customersPage(view: View, request: Request): string {
  const { texts } = view;
  const shown = paged(customersOf(view.shop), request);
  const body = html`<div class="page">
    <h1>${texts.customerList}</h1>
    <p><a href="${view.base}/customers/segments">${texts.segments}</a></p>
    <form action="${view.base}/customers/selected">
      <section class="card flush">
        ${shown.rows.length === 0 ? html`<p class="empty">${texts.noCustomers}</p>` : customerTable(view, shown.rows, true)}
      </section>
      ${shown.rows.length > 0 && html`<p><button>${texts.moreActions}</button></p>`}
    </form>
    ${pager(view, shown, `${view.base}/customers`)}
  </div>`;
  return layout(view, { title: texts.customerList, section: "customers", body });
}

export function customerPage(view: View, customer: Customer, request: Request): string {
  const { texts } = view;
  const orders = ordersOf(view.shop).filter(({ customerId }) => customerId === customer.id);
  const { spent } = spending(view.shop).get(customer.id) ?? { spent: 0n };
  const metafields = [...(view.shop.metafields.get(`gid://shopify/Customer/${customer.id}`)?.values() ?? [])];
  const path = `${view.base}/customers/${customer.id}`;
  const subscribed = customer.emailConsent.state === "subscribed";
  const body = html`<div class="page">
    <a class="back" href="${view.base}/customers">← ${texts.customers}</a>
    <div class="heading">
      <h1>${customerName(texts, customer)}</h1>
      ${consentBadge(texts, customer.emailConsent)}
      <a class="button" href="${view.base}/apps/reprise/app/customers/${customer.id}">${texts.openInApp}</a>
    </div>
    <p class="quiet">${texts.since} ${view.date(customer.createdAt)}</p>
    ${queryText(request, "done") !== "" && html`<p class="banner good" role="status">${texts.done}</p>`}
    ${queryText(request, "problem") !== "" && html`<p class="banner bad" role="alert">${fill(texts.impossible, { reason: queryText(request, "problem") })}</p>`}
    <div class="columns">
      <div>
        <section class="card">
          <dl class="figures">
            <div>
              <dt>${texts.spent}</dt>
              <dd>${view.money(spent)}</dd>
            </div>
            <div>
              <dt>${texts.orderCount}</dt>
              <dd>${orders.length}</dd>
            </div>
          </dl>
        </section>
        <section class="card flush" aria-labelledby="orders">
          <h2 id="orders">${texts.orders}</h2>
          ${orders.length === 0 ? html`<p class="empty">${texts.noOrders}</p>` : orderTable(view, orders.slice(0, 50), false)}
        </section>
        <section class="card flush" aria-labelledby="metafields">
          <h2 id="metafields">${texts.metafields}</h2>
          ${metafieldTable(view, metafields)}
          <form class="inset" method="post" action="${path}/metafields">
            <p>
              <label
                >${texts.metafieldPath} <input name="path" required placeholder="custom.membership_level" autocomplete="off"
              /></label>
              <label
                >${texts.type}
                <select name="type">
                  ${["single_line_text_field", "number_integer", "number_decimal", "boolean", "date"].map((type) => html`<option>${type}</option>`)}
                </select></label
              >
              <label>${texts.value} <input name="value" autocomplete="off" /></label>
              <button>${texts.setMetafield}</button>
            </p>
          </form>
        </section>
        ${extensionBlock(view, "admin.customer-details.block.render", `gid://shopify/Customer/${customer.id}`)}
      </div>
      <div>
        <section class="card" aria-labelledby="contact">
          <h2 id="contact">${texts.address}</h2>
          <dl class="details">
            <div>
              <dt>${texts.email}</dt>
              <dd>${customer.email ?? "–"}</dd>
            </div>
            <div>
              <dt>${texts.phone}</dt>
              <dd>${customer.phone ?? "–"}</dd>
            </div>
            <div>
              <dt>${texts.place}</dt>
              <dd>${place(customer) || "–"}</dd>
            </div>
            <div>
              <dt>${texts.language}</dt>
              <dd>${customer.locale}</dd>
            </div>
            ${
              customer.note !== null &&
              html`<div>
                <dt>${texts.note}</dt>
                <dd>${customer.note}</dd>
              </div>`
            }
          </dl>
        </section>
        <section class="card" aria-labelledby="consent">
          <h2 id="consent">${texts.emailConsent}</h2>
          ${consentDetail(view, customer.emailConsent)}
          <form method="post" action="${path}/${subscribed ? "unsubscribe" : "subscribe"}">
            <button ${customer.email === null ? "disabled" : null}>${subscribed ? texts.unsubscribe : texts.subscribe}</button>
          </form>
          <h2>${texts.smsConsent}</h2>
          ${consentDetail(view, customer.smsConsent)}
        </section>
        <section class="card" aria-labelledby="tags">
          <h2 id="tags">${texts.tags}</h2>
          <p>
            ${customer.tags.length === 0 ? texts.noTags : customer.tags.map((tag) => html`<span class="badge">${tag}</span> `)}
          </p>
        </section>
      </div>
    </div>
  </div>`;
  return layout(view, { title: customerName(texts, customer), section: "customers", body });
}

function metafieldTable({ texts }: View, metafields: readonly Metafield[]): Html {
  if (metafields.length === 0) return html`<p class="empty">${texts.noMetafields}</p>`;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${texts.key}</th>
        <th scope="col" class="minor">${texts.type}</th>
        <th scope="col">${texts.value}</th>
      </tr>
    </thead>
    <tbody>
      ${metafields.map(
        ({ namespace, key, type, value }) =>
          html`<tr>
            <th scope="row"><code>${namespace}.${key}</code></th>
            <td class="minor">${type}</td>
            <td><code>${value}</code></td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function consentDetail(view: View, consent: Consent): Html {
  const { texts } = view;
  const when = consent.updatedAt === null ? "" : fill(texts.since30, { date: view.date(consent.updatedAt) });
  const level = consent.state === "subscribed" || consent.state === "pending" ? texts[consent.optInLevel] : "";
  return html`<p>${consentBadge(texts, consent)} <span class="quiet">${[level, when].filter(Boolean).join(", ")}</span></p>`;
}
