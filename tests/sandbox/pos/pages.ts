import { extensionIn, HOST } from "../extension-host/pages.ts";
import { html, type Html } from "../shell/html.ts";
import { customersOf } from "../shell/lists.ts";
import { fill } from "../shell/texts.ts";
import type { View } from "../shell/view.ts";
import { originalTotals } from "../world/money.ts";
import type { Customer, Order } from "../world/types.ts";
import { asOrder, cartOf, type Sale } from "./sale.ts";
import { textsFor } from "./texts.ts";

const STYLE = `
* { box-sizing: border-box } body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #ebebeb; color: #1a1a1a }
header { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; padding: 0.75rem 1rem; background: #1a1a1a; color: #fff } header a { color: #fff }
main { display: grid; gap: 1rem; padding: 1rem; max-width: 70rem; margin-inline: auto } h1, h2 { margin: 0 0 0.75rem; font-size: 1.15rem }
.home { grid-template-columns: minmax(0, 2fr) minmax(18rem, 1fr); align-items: start }
.panel { background: #fff; border-radius: 12px; padding: 1rem; min-width: 0 } .grid { display: grid; gap: 0.75rem; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)) }
button { font: inherit; padding: 0.6rem 1rem; min-height: 2.75rem; border-radius: 8px; border: 1px solid #8a8a8a; background: #fff; color: #1a1a1a; cursor: pointer }
.grid form button { width: 100%; min-height: 6rem; text-align: start } .main { width: 100%; background: #005bd3; border-color: #005bd3; color: #fff }
ul { list-style: none; margin: 0 0 1rem; padding: 0 } li { display: flex; justify-content: space-between; align-items: center; gap: 0.75rem; padding-block: 0.35rem; overflow-wrap: anywhere }
a { color: #005bd3 } .sum { font-weight: 600; border-top: 1px solid #ddd }
@media (max-width: 45rem) { .home { grid-template-columns: minmax(0, 1fr) } main { padding: 0.5rem } }
`;

export const nameOf = (view: View, { firstName, lastName, email }: Customer) =>
  [firstName, lastName].filter((part) => part !== null && part !== "").join(" ") || (email ?? textsFor(view.locale).noName);

/** An extension's place at the till. @param ask below the till's address */
function extension(view: View, sale: Sale, target: string, ask: string, more: Record<string, unknown> = {}): Html | false {
  if (!view.shop.installed) return false;
  const given = {
    cart: cartOf(view, sale),
    connectivity: { internetConnected: "Connected" },
    currency: view.shop.currency,
    ...more,
  };
  return extensionIn(target, view.locale, { given, ask: `${view.base}/pos/ask/${ask}` });
}

export function homePage(view: View, sale: Sale): string {
  const texts = textsFor(view.locale);
  const products = [...view.shop.products.values()].filter(({ status }) => status === "active").slice(0, 8);
  const body = html`<main class="home">
    <section class="panel" aria-labelledby="tiles">
      <h1 id="tiles">${texts.tiles}</h1>
      <div class="grid">
        ${extension(view, sale, "pos.home.tile.render", "home")}
        ${products.flatMap(({ title, variants }) =>
          variants.slice(0, 1).map(
            (variant) =>
              html`<form method="post" action="${view.base}/pos/add">
                <button name="variant" value="${variant.id}">${title}<br />${view.money(variant.priceMinor)}</button>
              </form>`,
          ),
        )}
      </div>
    </section>
    ${salePanel(view, sale)}
  </main>`;
  return page(view, texts.home, body);
}

function salePanel(view: View, sale: Sale): Html {
  const texts = textsFor(view.locale);
  const order = asOrder(view, sale);
  const { customer, cart } = sale;
  return html`<section class="panel" aria-labelledby="sale">
    <h2 id="sale">${texts.sale}</h2>
    <ul>
      <li>
        ${
          customer === null
            ? html`<a href="${view.base}/pos/customers">${texts.guest}</a>`
            : html`<a href="${view.base}/pos/customers/${customer.id}">${nameOf(view, customer)}</a>${post(view, "customer", {
                  label: "×",
                  aria: fill(texts.takeOff, { name: nameOf(view, customer) }),
                })}`
        }
      </li>
      ${cart.lines.map(
        ({ product, variant, quantity }) =>
          html`<li>
            <span>${quantity} × ${product.title}</span>
            <span>${view.money(variant.priceMinor * BigInt(quantity))}</span>
            ${post(view, "remove", { label: "×", aria: fill(texts.remove, { name: product.title }), name: "variant", value: variant.id })}
          </li>`,
      )}
      ${order !== null && discounts(view, order)}
      ${
        order !== null &&
        html`<li class="sum"><span>${texts.total}</span><span>${view.money(originalTotals(order).total)}</span></li>`
      }
    </ul>
    ${order === null ? html`<p>${texts.empty}</p>` : post(view, "pay", { label: texts.pay, className: "main" })}
  </section>`;
}

function discounts(view: View, { discountApplications, lines }: Order): Html[] {
  const texts = textsFor(view.locale);
  return discountApplications.map(({ code, title }, index) => {
    const parts = lines.flatMap((line) => line.discounts).filter(({ application }) => application === index);
    const amount = parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    return html`<li><span>${fill(texts.discount, { code: code ?? title })}</span><span>−${view.money(amount)}</span></li>`;
  });
}

type Button = { label: string; aria?: string; name?: string; value?: bigint | string; className?: string };

function post(view: View, action: string, { label, aria, name = "", value = "", className = "" }: Button): Html {
  return html`<form method="post" action="${view.base}/pos/${action}">
    <button class="${className}" name="${name}" value="${value}" ${aria === undefined ? null : html`aria-label="${aria}"`}>
      ${label}
    </button>
  </form>`;
}

export function customersPage(view: View): string {
  const texts = textsFor(view.locale);
  const body = html`<main>
    <section class="panel">
      <h1>${texts.customers}</h1>
      <ul>
        ${customersOf(view.shop)
          .slice(0, 50)
          .map((customer) => html`<li><a href="${view.base}/pos/customers/${customer.id}">${nameOf(view, customer)}</a></li>`)}
      </ul>
    </section>
  </main>`;
  return page(view, texts.customers, body);
}

export function customerPage(view: View, sale: Sale, customer: Customer): string {
  const texts = textsFor(view.locale);
  const given = { customer: { id: Number(customer.id) } };
  const body = html`<main>
    <section class="panel">
      <h1>${nameOf(view, customer)}</h1>
      <p>${customer.email}</p>
      ${post(view, "customer", { label: texts.addCustomer, name: "customer", value: customer.id })}
    </section>
    <div class="panel">${extension(view, sale, "pos.customer-details.block.render", `customers/${customer.id}`, given)}</div>
  </main>`;
  return page(view, nameOf(view, customer), body);
}

/** A screen of the extension, over the one behind it. @param customer whose page it opened from; null: the home screen */
export function modalPage(view: View, sale: Sale, customer: Customer | null): string {
  const texts = textsFor(view.locale);
  const [target, ask, back] =
    customer === null
      ? ["pos.home.modal.render", "home", "/pos"]
      : ["pos.customer-details.action.render", `customers/${customer.id}`, `/pos/customers/${customer.id}`];
  const given = customer === null ? {} : { customer: { id: Number(customer.id) } };
  const body = html`<main>
    <div class="panel">${extension(view, sale, target, ask, given)}</div>
    <p><a href="${view.base}${back}">${texts.close}</a></p>
  </main>`;
  return page(view, texts.title, body);
}

export function soldPage(view: View, order: Order): string {
  const texts = textsFor(view.locale);
  const body = html`<main>
    <section class="panel">
      <h1 role="status">${fill(texts.done, { name: order.name })}</h1>
      <p>${view.money(originalTotals(order).total)}</p>
      <p><a href="${view.base}/orders/${order.id}">${texts.openOrder}</a></p>
      <p><a href="${view.base}/pos">${texts.next}</a></p>
    </section>
  </main>`;
  return page(view, texts.title, body);
}

function page(view: View, title: string, body: Html): string {
  const texts = textsFor(view.locale);
  const { markup } = html`<html lang="${view.locale}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <link rel="icon" href="data:," />
      <style>
        ${STYLE}
      </style>
      <script type="module" src="${HOST}/host.js"></script>
      <title>${title} · ${view.shop.name}</title>
    </head>
    <body>
      <header>
        <a href="${view.base}/pos">${view.shop.name}: ${texts.title}</a>
        <a href="${view.base}/pos/customers">${texts.customers}</a>
        <a href="${view.base}">${texts.admin}</a>
        <span>${texts.standIn}</span>
      </header>
      ${body}
    </body>
  </html>`;
  return `<!doctype html>${markup}`;
}
