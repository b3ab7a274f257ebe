import type { Request } from "express";

import { DAY_MS } from "../lib/time.ts";
import { refundedMinor } from "../world/money.ts";
import type { Customer, Order, Product, Shop } from "../world/types.ts";
import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { customersOf, customerTable, ordersOf, orderTable } from "./lists.ts";
import { paged, pager, queryText } from "./paging.ts";
import { fill } from "./texts.ts";
import type { View } from "./view.ts";

const MOST_RESULTS = 20;

/** The first page of the shop: what happened lately, and how to try the app. */
export function homePage(view: View): string {
  const { texts, shop } = view;
  const since = view.world.clock.now().getTime() - 30 * DAY_MS;
  const recent = ordersOf(shop).filter(({ processedAt }) => processedAt.getTime() >= since);
  const sales = recent.reduce((sum, order) => sum + order.paidMinor - refundedMinor(order), 0n);
  const body = html`<div class="page">
    <h1>${fill(texts.welcome, { shop: shop.name })}</h1>
    <section class="card" aria-labelledby="lately">
      <h2 id="lately">${texts.lastDays}</h2>
      <dl class="figures">
        <div>
          <dt>${texts.sales}</dt>
          <dd>${view.money(sales)}</dd>
        </div>
        <div>
          <dt>${texts.orders}</dt>
          <dd>${recent.length.toLocaleString(view.locale)}</dd>
        </div>
        <div>
          <dt>${texts.customers}</dt>
          <dd>${shop.customers.size.toLocaleString(view.locale)}</dd>
        </div>
      </dl>
    </section>
    <section class="card" aria-labelledby="try">
      <h2 id="try">${texts.tryIt}</h2>
      <ol>
        <li>${texts.stepOrder}</li>
        <li>${texts.stepRefund}</li>
        <li>${texts.stepSkip}</li>
      </ol>
      <p class="buttons">
        <a class="button primary" href="${view.base}/apps/reprise">${texts.openApp}</a>
        <a class="button" href="${view.storefront}" target="_blank" rel="noopener">${texts.storefront}</a>
        <a class="button" href="/mailbox" target="_blank" rel="noopener">${texts.mailbox}</a>
      </p>
    </section>
    ${
      recent.length > 0 &&
      html`<section class="card flush" aria-labelledby="latest">
        <h2 id="latest">${texts.orders}</h2>
        ${orderTable(view, recent.slice(0, 5))}
      </section>`
    }
  </div>`;
  return layout(view, { title: texts.home, section: "home", body });
}

export function productsPage(view: View, request: Request): string {
  const { texts } = view;
  const shown = paged([...view.shop.products.values()], request);
  const body = html`<div class="page">
    <h1>${texts.products}</h1>
    <section class="card flush">
      ${shown.rows.length === 0 ? html`<p class="empty">${texts.noProducts}</p>` : productTable(view, shown.rows)}
    </section>
    ${pager(view, shown, `${view.base}/products`)}
  </div>`;
  return layout(view, { title: texts.products, section: "products", body });
}

function productTable(view: View, products: readonly Product[]): Html {
  const { texts } = view;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${texts.product}</th>
        <th scope="col" class="minor">${texts.status}</th>
        <th scope="col" class="minor">${texts.kind}</th>
        <th scope="col" class="number minor">${texts.variants}</th>
        <th scope="col" class="number">${texts.price}</th>
      </tr>
    </thead>
    <tbody>
      ${products.map(
        (product) =>
          html`<tr>
            <th scope="row">
              <span class="with-picture"
                ><img src="${product.image}" alt="" width="40" height="40" loading="lazy" />${productTitle(view, product)}</span
              >
            </th>
            <td class="minor">
              <span class="badge ${product.status === "active" ? "success" : ""}">${texts[product.status]}</span>
            </td>
            <td class="minor">${product.productType}</td>
            <td class="number minor">${product.variants.length}</td>
            <td class="number">${priceRange(view, product)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

export function productTitle(view: View, product: Product): string {
  return view.locale === "de" ? product.titleDe : product.title;
}

function priceRange(view: View, { variants }: Product): string {
  const prices = variants.map(({ priceMinor }) => priceMinor).sort((a, b) => (a < b ? -1 : 1));
  const [low, high] = [prices[0] ?? 0n, prices.at(-1) ?? 0n];
  return low === high ? view.money(low) : `${view.money(low)} – ${view.money(high)}`;
}

export function searchPage(view: View, request: Request): string {
  const { texts } = view;
  const query = queryText(request, "q");
  const orders = query === "" ? [] : findOrders(view.shop, query);
  const customers = query === "" ? [] : findCustomers(view.shop, query);
  const none = query !== "" && orders.length + customers.length === 0;
  const body = html`<div class="page">
    <h1>${query === "" ? texts.search : fill(texts.results, { query })}</h1>
    <form class="search-page" action="${view.base}/search">
      <input type="search" name="q" value="${query}" aria-label="${texts.search}" /><button>${texts.find}</button>
    </form>
    ${none && html`<p class="empty">${texts.nothingFound}</p>`}
    ${
      customers.length > 0 &&
      html`<section class="card flush" aria-labelledby="customers">
        <h2 id="customers">${texts.customers}</h2>
        ${customerTable(view, customers)}
      </section>`
    }
    ${
      orders.length > 0 &&
      html`<section class="card flush" aria-labelledby="orders">
        <h2 id="orders">${texts.orders}</h2>
        ${orderTable(view, orders)}
      </section>`
    }
  </div>`;
  return layout(view, { title: texts.search, section: null, body, query });
}

function findOrders(shop: Shop, query: string): Order[] {
  const wanted = query.toLowerCase().replace(/^#/, "");
  const matches = ({ name, email, number }: Order) =>
    name.toLowerCase() === query.toLowerCase() || String(number) === wanted || email?.toLowerCase().includes(wanted) === true;
  return ordersOf(shop).filter(matches).slice(0, MOST_RESULTS);
}

function findCustomers(shop: Shop, query: string): Customer[] {
  const words = query.toLowerCase().split(/\s+/);
  const matches = ({ firstName, lastName, email }: Customer) => {
    const haystack = `${firstName ?? ""} ${lastName ?? ""} ${email ?? ""}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  };
  return customersOf(shop).filter(matches).slice(0, MOST_RESULTS);
}

/** Where an app's deep link into the theme editor leads: here the theme holds the blocks from the start. */
export function themeEditorPage(view: View): string {
  const { texts } = view;
  const body = html`<div class="page">
    <h1>${texts.themeEditor}</h1>
    <p>${texts.themeEditorHint}</p>
    <p class="buttons">
      <a class="button primary" href="${view.storefront}" target="_blank" rel="noopener">${texts.storefront}</a>
      <a class="button" href="${view.base}/apps/reprise">${texts.openApp}</a>
    </p>
  </div>`;
  return layout(view, { title: texts.themeEditor, section: null, body });
}

export function missingPage(view: View): string {
  const { texts } = view;
  const body = html`<div class="page">
    <h1>${texts.notFound}</h1>
    <p>${texts.notFoundHint}</p>
    <p><a class="button primary" href="${view.base}/apps/reprise">${texts.openApp}</a></p>
  </div>`;
  return layout(view, { title: texts.notFound, section: null, body });
}
