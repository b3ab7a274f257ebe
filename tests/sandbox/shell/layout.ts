import { html, type Html, raw } from "./html.ts";
import { appIcon, icon } from "./icons.ts";
import { fill } from "./texts.ts";
import { shopName, type View } from "./view.ts";

export type Section = "home" | "orders" | "products" | "customers" | "app";

export type Page = { title: string; section: Section | null; body: Html; query?: string; bodyClass?: string };

/** The admin around a page: top bar, navigation, sandbox and shop menus, and the places where the app's bars, toasts and dialogs appear. */
export function layout(view: View, page: Page): string {
  const { texts, shop } = view;
  return html`<!doctype html>
    <html lang="${view.locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} · ${shop.name}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/shell/shell.css" />
        <script type="application/json" id="shell-data">
          ${raw(shellData(view))}
        </script>
        <script type="module" src="/shell/client/main.js"></script>
      </head>
      <body class="${page.bodyClass ?? ""}">
        <a class="skip" href="#content">${texts.skipToContent}</a>
        ${topBar(view, page.query ?? "")} ${navigation(view, page.section)}
        <main id="content" tabindex="-1">${page.body}</main>
        <div id="toasts" class="toasts" role="status" aria-live="polite"></div>
        <div class="backdrop" hidden></div>
      </body>
    </html>`.markup;
}

function topBar(view: View, query: string): Html {
  const { texts, shop, world } = view;
  const now = world.clock.now();
  return html`<header class="top">
      <button
        class="icon drawer-toggle"
        type="button"
        aria-expanded="false"
        aria-controls="navigation"
        aria-label="${texts.openMenu}"
      >
        ${icon("menu")}
      </button>
      <a class="brand" href="${view.base}">${shop.name}</a>
      <form class="search" role="search" action="${view.base}/search">
        ${icon("search")}<input
          type="search"
          name="q"
          value="${query}"
          aria-label="${texts.search}"
          placeholder="${texts.search}"
        />
      </form>
      <a class="icon search-link" href="${view.base}/search" aria-label="${texts.search}">${icon("search")}</a>
      <button class="pill" type="button" popovertarget="sandbox-menu">
        ${icon("sandbox")}<span class="wide">${texts.sandbox}</span><time datetime="${now.toISOString()}">${view.date(now)}</time>
      </button>
      <button class="pill shop" type="button" popovertarget="shop-menu">
        <span class="wide">${shop.name}</span><span class="unseen">, ${texts.changeShop}</span
        ><span class="avatar" aria-hidden="true">${shop.name.slice(0, 2).toUpperCase()}</span>
      </button>
      <div id="save-bar" class="save-bar" role="region" aria-label="${texts.unsaved}" hidden>
        ${icon("unsaved")}<span class="what">${texts.unsaved}</span>
        <button type="button" data-button="discard">${texts.discard}</button
        ><button type="button" class="primary" data-button="save">${texts.save}</button>
      </div>
      <div id="progress" class="progress" role="progressbar" aria-label="${texts.loading}" hidden></div>
    </header>
    ${sandboxMenu(view)} ${shopMenu(view)}`;
}

function sandboxMenu(view: View): Html {
  const { texts, world } = view;
  const now = world.clock.now();
  return html`<div id="sandbox-menu" class="menu" popover>
    <h2>${texts.sandboxDate}</h2>
    <p class="date">${view.dateTime(now)}</p>
    <h2 id="skip-label">${texts.skip}</h2>
    <div class="skips" role="group" aria-labelledby="skip-label">
      ${[1, 7, 30, 90].map(
        (days) =>
          html`<button type="button" data-skip="${days}">${days === 1 ? texts.skipDay : fill(texts.skipDays, { days })}</button>`,
      )}
    </div>
    <p class="skip-state" role="status"></p>
    <ul>
      <li><a href="${view.storefront}" target="_blank" rel="noopener">${icon("storefront")}${texts.storefront}</a></li>
      <li><a href="/mailbox" target="_blank" rel="noopener">${icon("mailbox")}${texts.mailbox}</a></li>
      <li><a href="${view.base}/pos">${icon("sandbox")}${texts.pointOfSale}</a></li>
      <li><a href="${view.base}/flow">${icon("sandbox")}${texts.flowRuns}</a></li>
      <li><a href="/receiver" target="_blank" rel="noopener">${icon("mailbox")}${texts.receiver}</a></li>
    </ul>
    <p class="hint">${texts.standIn}</p>
  </div>`;
}

function shopMenu(view: View): Html {
  const { texts, world, locale } = view;
  const languages = [
    ["de", texts.german],
    ["en", texts.english],
  ] as const;
  return html`<div id="shop-menu" class="menu" popover>
    <h2 id="shops-label">${texts.shops}</h2>
    <ul aria-labelledby="shops-label">
      ${[...world.shops.values()].map(
        (shop) =>
          html`<li>
            <a href="/store/${shopName(shop)}" ${raw(shop === view.shop ? 'aria-current="true"' : "")}
              ><span class="avatar" aria-hidden="true">${shop.name.slice(0, 2).toUpperCase()}</span
              ><span>${shop.name}<small>${shop.domain}</small></span></a
            >
          </li>`,
      )}
    </ul>
    <h2 id="language-label">${texts.language}</h2>
    <ul class="languages" aria-labelledby="language-label">
      ${languages.map(
        ([code, label]) =>
          html`<li>
            <a
              href="/store/${view.name}/language/${code}?return=${encodeURIComponent(view.here)}"
              data-language="${code}"
              lang="${code}"
              ${raw(locale === code ? 'aria-current="true"' : "")}
              >${label}</a
            >
          </li>`,
      )}
    </ul>
  </div>`;
}

function navigation(view: View, section: Section | null): Html {
  const { texts, base } = view;
  const entries = [
    ["home", base, texts.home],
    ["orders", `${base}/orders`, texts.orders],
    ["products", `${base}/products`, texts.products],
    ["customers", `${base}/customers`, texts.customers],
  ] as const;
  const current = (name: Section) => raw(section === name ? 'aria-current="page"' : "");
  return html`<nav id="navigation" class="side" aria-label="${texts.navigation}">
    <button class="icon drawer-close" type="button" aria-label="${texts.closeMenu}">${icon("close")}</button>
    <ul>
      ${entries.map(([name, href, label]) => html`<li><a href="${href}" ${current(name)}>${icon(name)}${label}</a></li>`)}
    </ul>
    <h2 id="apps-label"><a href="${base}/apps">${texts.apps}</a></h2>
    <ul aria-labelledby="apps-label">
      <li>
        <a href="${base}/apps/reprise" class="app-link" ${current("app")}>${appIcon}Reprise</a>
        <ul id="app-nav"></ul>
      </li>
    </ul>
  </nav>`;
}

/** What the scripts of the shell know; `<` is escaped so that no text can end the script element. */
function shellData(view: View): string {
  const { texts, config, shop } = view;
  const data = {
    name: view.name,
    base: view.base,
    appBase: `${view.base}/apps/reprise`,
    appOrigin: new URL(config.appUrl).origin,
    domain: shop.domain,
    locale: view.locale,
    texts,
  };
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}
