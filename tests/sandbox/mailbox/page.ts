import { readFileSync } from "node:fs";

import { type Html, html, raw } from "../shell/html.ts";
import type { Locale } from "../shell/locale.ts";
import type { Message } from "./message.ts";
import type { MailTexts } from "./texts.ts";

export type View = "design" | "dark" | "phone" | "text" | "headers" | "source";

export type MailboxPage = {
  locale: Locale;
  texts: MailTexts;
  messages: readonly Message[];
  total: number;
  all: number;
  newest: string;
  query: string;
  page: number;
  pages: number;
  /** undefined: the list alone; null: it was asked for and is gone */
  open: Message | null | undefined;
  view: View;
  unsubscribable: boolean;
  /** What the one-click request ended with: an HTTP status, "unreachable", "refused" or "". */
  outcome: string;
};

const STYLE = readFileSync(new URL("./mailbox.css", import.meta.url), "utf8");
const SCRIPT = readFileSync(new URL("./mailbox-page.js", import.meta.url), "utf8");

export function mailboxPage(page: MailboxPage): string {
  const { texts, locale, open } = page;
  const title = open == null ? texts.mailbox : `${open.subject || texts.noSubject} · ${texts.mailbox}`;
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body class="${open === undefined ? "list-only" : "reading"}" data-newest="${page.newest}">
        <header class="top">
          <h1><a href="/mailbox">${texts.mailbox}</a></h1>
          <form role="search" action="/mailbox">
            <input
              type="search"
              name="q"
              value="${page.query}"
              aria-label="${texts.search}"
              placeholder="${texts.search}"
            /><button>${texts.find}</button>
          </form>
        </header>
        <main>
          <section class="list" aria-label="${texts.mailbox}">${list(page)}</section>
          <section class="message" ${raw(open == null ? "" : 'aria-labelledby="subject"')}>${reader(page)}</section>
        </main>
        <div class="arrived" role="status" hidden><a href="/mailbox">${texts.arrived}</a></div>
        <script>
          ${raw(SCRIPT)};
        </script>
      </body>
    </html>`.markup;
}

function list(page: MailboxPage): Html {
  const { texts, messages, query } = page;
  if (messages.length === 0) {
    return page.all === 0
      ? html`<div class="empty">
          <h2>${texts.none}</h2>
          <p>${texts.about}</p>
          <p>${texts.noneHint}</p>
        </div>`
      : html`<div class="empty">
          <h2>${texts.noMatch}</h2>
          <p><a href="/mailbox">${texts.back}</a></p>
        </div>`;
  }
  const keep = query === "" ? "" : `&q=${encodeURIComponent(query)}`;
  return html`<p class="count">${texts.count.replace("{count}", page.total.toLocaleString(page.locale))}</p>
    <ul>
      ${messages.map(
        (message) =>
          html`<li>
            <a
              href="/mailbox/${message.id}?page=${page.page}${keep}"
              ${raw(page.open?.id === message.id ? 'aria-current="true"' : "")}
            >
              <span class="who">${message.to}</span
              ><time datetime="${message.receivedAt.toISOString()}">${when(message.receivedAt, page.locale)}</time>
              <span class="subject">${message.subject || texts.noSubject}</span></a
            >
          </li>`,
      )}
    </ul>
    ${page.pages > 1 && pager(page, keep)}
    <form method="post" action="/mailbox/clear"><button class="quiet">${texts.empty}</button></form>`;
}

function pager({ texts, ...page }: MailboxPage, keep: string): Html {
  return html`<nav aria-label="${texts.pages}" class="pages">
    ${page.page > 1 && html`<a href="/mailbox?page=${page.page - 1}${keep}" rel="prev">${texts.newer}</a>`}
    <span>${page.page} / ${page.pages}</span>
    ${page.page < page.pages && html`<a href="/mailbox?page=${page.page + 1}${keep}" rel="next">${texts.older}</a>`}
  </nav>`;
}

function reader({ open, texts, locale, view, unsubscribable, outcome }: MailboxPage): Html {
  if (open === undefined) return html`<p class="choose">${texts.choose}</p>`;
  if (open === null) return html`<p class="choose">${texts.gone} <a href="/mailbox">${texts.back}</a></p>`;
  const tabs: [View, string][] = [
    ["design", texts.design],
    ["dark", texts.dark],
    ["phone", texts.phone],
    ["text", texts.text],
    ["headers", texts.headers],
    ["source", texts.source],
  ];
  return html`<a class="back" href="/mailbox">← ${texts.back}</a>
    <h2 id="subject">${open.subject || texts.noSubject}</h2>
    <dl>
      <dt>${texts.from}</dt>
      <dd>${open.from}</dd>
      <dt>${texts.to}</dt>
      <dd>${open.to}</dd>
      <dt>${texts.received}</dt>
      <dd>${when(open.receivedAt, locale)}</dd>
    </dl>
    ${verdict(outcome, texts)}
    ${unsubscribable ? unsubscribeForm(open, texts) : html`<p class="hint">${open.oneClick ? texts.unsubscribeForeign : texts.unsubscribeNone}</p>`}
    <nav class="tabs" aria-label="${texts.views}">
      ${tabs.map(
        ([name, label]) =>
          html`<a href="/mailbox/${open.id}?view=${name}" ${raw(name === view ? 'aria-current="page"' : "")}>${label}</a>`,
      )}
    </nav>
    <div class="body">${body(open, view, texts)}</div>`;
}

function unsubscribeForm(message: Message, texts: MailTexts): Html {
  return html`<form method="post" action="/mailbox/${message.id}/unsubscribe" class="unsubscribe">
    <button aria-describedby="unsubscribe-hint">${texts.unsubscribe}</button>
    <p id="unsubscribe-hint" class="hint">${texts.unsubscribeHint}</p>
  </form>`;
}

function verdict(outcome: string, texts: MailTexts): Html | null {
  if (outcome === "") return null;
  if (/^2\d\d$/.test(outcome))
    return html`<p class="verdict good" role="status">${texts.unsubscribed.replace("{status}", outcome)}</p>`;
  if (/^\d\d\d$/.test(outcome))
    return html`<p class="verdict bad" role="alert">${texts.unsubscribeFailed.replace("{status}", outcome)}</p>`;
  return html`<p class="verdict bad" role="alert">
    ${outcome === "refused" ? texts.unsubscribeForeign : texts.unsubscribeUnreachable}
  </p>`;
}

function body(message: Message, view: View, texts: MailTexts): Html {
  switch (view) {
    case "design":
    case "dark":
    case "phone":
      if (message.html === null) return html`<p class="hint">${texts.noHtml}</p>`;
      return html`<iframe
        title="${texts.preview}"
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        class="${view}"
        src="/mailbox/${message.id}/html?scheme=${view === "dark" ? "dark" : "light"}"
      ></iframe>`;
    case "text":
      return message.text === null
        ? html`<p class="hint">${texts.noText}</p>`
        : html`<pre tabindex="0" aria-label="${texts.text}">${message.text}</pre>`;
    case "headers":
      return html`<table>
        <thead>
          <tr>
            <th scope="col">${texts.name}</th>
            <th scope="col">${texts.value}</th>
          </tr>
        </thead>
        <tbody>
          ${message.headers.map(
            ({ name, value }) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${value}</td>
              </tr>`,
          )}
        </tbody>
      </table>`;
    case "source":
      return html`<pre tabindex="0" aria-label="${texts.source}">${message.raw}</pre>
        <p><a href="/mailbox/${message.id}.eml" download>.eml</a></p>`;
  }
}

function when(instant: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === "de" ? "de-DE" : "en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "Europe/Berlin",
  }).format(instant);
}
