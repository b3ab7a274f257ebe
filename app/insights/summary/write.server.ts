import { translator, type Locale } from "../../i18n/translate.ts";
import { compose, type Email } from "../../messages/channels/email/email.ts";
import { DEFAULT_BRAND } from "../../messages/content/brand/brand.ts";
import { toHtml } from "../../messages/content/compile/compile.server.ts";
import { nameOnTop, page, quietLink, smallPrint } from "../../messages/content/compile/page.ts";
import { escapeHtml } from "../../messages/content/parts/held.ts";
import { node, type Part } from "../../messages/content/parts/node.ts";
import { button } from "../../messages/content/parts/parts.ts";
import { textNode } from "../../messages/content/parts/prose.ts";
import { createSheet, type Sheet } from "../../messages/content/parts/sheet.ts";
import { to } from "../../pages.ts";
import type { Told } from "./told.ts";

type About = {
  shopId: number;
  shopName: string;
  /** "2026-11" */
  month: string;
  to: string;
  mailFrom: string;
  locale: Locale;
  now: Date;
  switchOffUrl: string;
  /** The address of one of our pages in Shopify's admin. */
  link: (path: string) => string;
};

/** The email with a month's figures. It comes from us, not from the shop. */
export async function writeSummary(told: Told, about: About): Promise<Email> {
  const { shopId, shopName, month, mailFrom, locale, now, switchOffUrl, link } = about;
  const t = translator(locale);
  const sheet = createSheet(DEFAULT_BRAND, locale);
  const home = escapeHtml(link(to("home")));
  const [reason, off] = [t("summary.reason"), t("summary.switchOff")];
  const foot = {
    node: smallPrint([`${escapeHtml(reason)}<br>${quietLink(escapeHtml(switchOffUrl), escapeHtml(off), sheet)}`], sheet),
    text: `-- \n${reason}\n${off}: ${switchOffUrl}\n`,
  };
  const preheader = told.lines.slice(0, 2).map(({ name, value }) => `${name}: ${value}`);
  const parts = [
    heading(told.month, told.intro),
    figures(told.lines, sheet),
    ...(told.goals.length === 0
      ? []
      : [
          headed(
            t("goals.title"),
            told.goals.map(({ name, text }) => ({ title: name, text })),
          ),
        ]),
    ...(told.steps.length === 0
      ? []
      : [
          headed(
            t("summary.steps"),
            told.steps.map((step) => ({ ...step, url: link(step.path) })),
            sheet,
          ),
        ]),
    button(told.open.action, link(told.open.path), sheet),
  ];
  const whole = page(parts, sheet, locale, {
    ...{ title: escapeHtml(told.subject), preview: escapeHtml(preheader.join(" · ")), foot },
    head: [nameOnTop(home, escapeHtml(shopName), sheet)],
  });
  return compose({
    ...{ name: `summary-${shopId}-${month}`, mark: null, to: about.to, locale, now, unsubscribeUrl: switchOffUrl },
    sender: { name: "Reprise", address: mailFrom, replyTo: null },
    rendered: {
      ...{ subject: told.subject, preheader: preheader.join(" · ") },
      ...{ html: sheet.release(await toHtml(whole.mjml), "html"), text: sheet.release(whole.text, "text") },
    },
  });
}

function heading(month: string, intro: string): Part {
  const html = `<h1 style="margin:0 0 8px;font-size:24px;line-height:1.25;">${escapeHtml(month)}</h1><p style="margin:0 0 12px;">${escapeHtml(intro)}</p>`;
  return { nodes: [textNode(html)], text: `${month}\n${intro}\n\n` };
}

/** A row a figure: what it was beside what it is now, so that nothing is cut off on a phone. */
function figures(lines: Told["lines"], { light }: Sheet): Part {
  const rows = lines.map(
    ({ name, value, beside }) =>
      `<tr><td class="x" style="padding:12px 0;border-top:1px solid ${light.line};line-height:1.5;"><span style="font-size:14px;">${escapeHtml(name)}</span><br><strong style="font-size:22px;line-height:1.4;">${escapeHtml(value)}</strong><br>${beside.map(unbroken).join(" · ")}</td></tr>`,
  );
  const text = lines.map(({ name, value, beside }) => `${name}: ${value}\n  ${beside.join(" · ")}\n`).join("");
  return {
    nodes: [node("mj-table", { padding: "0 32px 20px", "css-class": "t", role: "presentation" }, rows.join("\n"))],
    text: `${text}\n`,
  };
}

function unbroken(text: string): string {
  return `<span style="font-size:14px;display:inline-block;">${escapeHtml(text)}</span>`;
}

type Entry = { title: string; text: string; action?: string; url?: string };

/** @param sheet where entries have links */
function headed(title: string, entries: readonly Entry[], sheet?: Sheet): Part {
  const html = entries.map((entry) => {
    const way =
      entry.url === undefined || entry.action === undefined || sheet === undefined
        ? ""
        : `<br><a class="l" href="${escapeHtml(entry.url)}" style="color:${sheet.light.link};font-weight:bold;">${escapeHtml(entry.action)}</a>`;
    return `<p style="margin:0 0 16px;"><strong>${escapeHtml(entry.title)}</strong><br>${escapeHtml(entry.text)}${way}</p>`;
  });
  const text = entries.map((entry) => {
    const way = entry.url === undefined ? "" : `  ${entry.action ?? ""}: ${entry.url}\n`;
    return `- ${entry.title}\n  ${entry.text}\n${way}`;
  });
  const above = `<h2 style="margin:0 0 12px;font-size:18px;line-height:1.3;">${escapeHtml(title)}</h2>`;
  return { nodes: [textNode(above + html.join("\n"))], text: `${title}\n${text.join("")}\n` };
}
