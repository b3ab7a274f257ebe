import { readMarkup, type Span } from "../document/markup.ts";
import { sanitize } from "../document/sanitize.ts";
import { convert } from "html-to-text";
import { escapeHtml } from "./held.ts";
import type { Part } from "./node.ts";
import { node } from "./node.ts";
import type { Sheet } from "./sheet.ts";

const GAP = "0 0 16px";

/** Paragraphs, headings and lists as HTML and as text. */
export function prose(text: string, sheet: Sheet): { html: string; text: string } {
  const paragraphs = readMarkup(sheet.take(text)).map(({ kind, lines }) => {
    const rendered = lines.map((spans) => inline(spans, sheet));
    if (kind === "list")
      return {
        html: `<ul style="margin:${GAP};padding:0 0 0 22px;">${rendered.map(({ html }) => whole(html, (one) => `<li style="margin:0 0 6px;">${one}</li>`)).join("")}</ul>`,
        text: `${rendered.map((line) => whole(line.text, (one) => `- ${one}\n`)).join("")}\n`,
      };
    const style = kind === "heading" ? "margin:0 0 12px;font-size:20px;line-height:1.35;font-weight:bold;" : `margin:${GAP};`;
    const tag = kind === "heading" ? "h2" : "p";
    return {
      html: whole(rendered.map(({ html }) => html).join("<br>"), (one) => `<${tag} style="${style}">${one}</${tag}>`),
      text: whole(rendered.map((line) => line.text).join("\n"), (one) => `${one}\n\n`),
    };
  });
  return { html: paragraphs.map(({ html }) => html).join("\n"), text: paragraphs.map((one) => one.text).join("") };

  /** A line that is one condition altogether leaves nothing where that does not hold, not even its paragraph. */
  function whole(line: string, wrap: (line: string) => string): string {
    const [, open = "", inside = "", close = ""] = /^(\ue000\d+\ue001)([\s\S]*)(\ue000\d+\ue001)$/.exec(line) ?? [];
    if (open === "" || !isCondition(sheet.release(`${open}${inside}${close}`, "text"))) return wrap(line);
    return `${open}${wrap(inside)}${close}`;
  }
}

/** Whether a line is `{% if … %}` to its own `{% endif %}`, with no other way. */
function isCondition(line: string): boolean {
  const tags = [...line.matchAll(/\{%-?\s*(\w+)/g)].map(([, name = ""]) => name);
  if (!/^\{%-?\s*(?:if|unless)\b/.test(line) || !line.endsWith("%}")) return false;
  let depth = 0;
  return tags.every((name, at) => {
    if (name === "if" || name === "unless") depth += 1;
    else if (name.startsWith("end")) depth -= 1;
    else return depth > 1;
    return depth > 0 || at === tags.length - 1;
  });
}

function inline(spans: readonly Span[], sheet: Sheet): { html: string; text: string } {
  const parts = spans.map((span) => {
    const words = escapeHtml(span.text);
    if (span.kind === "text") return { html: words, text: span.text };
    if (span.kind === "bold") return { html: `<strong>${words}</strong>`, text: span.text };
    const href = sheet.href(span.link);
    const html = `<a href="${escapeHtml(href)}" class="l" style="color:${sheet.light.link};text-decoration:underline;">${words}</a>`;
    return {
      html: span.bold ? `<strong>${html}</strong>` : html,
      text: `${span.text} (${href.replace(/^(?:mailto|tel):/, "")})`,
    };
  });
  return { html: parts.map(({ html }) => html).join(""), text: parts.map(({ text }) => text).join("") };
}

/** The merchant's own markup: what is harmless of it. */
export function ownMarkup(html: string, sheet: Sheet): Part {
  const clean = sanitize(sheet.take(html), sheet.hrefOf).html;
  const styled = clean
    .replace(/<a href=/g, `<a class="l" style="color:${sheet.light.link};text-decoration:underline;" href=`)
    .replace(/<table>/g, `<table role="presentation" cellpadding="6" cellspacing="0">`)
    .replace(/<(p|ul|ol|blockquote)>/g, `<$1 style="margin:${GAP};">`)
    .replace(/<img /g, `<img style="max-width:100%;height:auto;border:0;" `);
  const text = convert(clean, {
    wordwrap: false,
    selectors: [{ selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: ["(", ")"] } }],
  });
  return { nodes: [textNode(styled)], text: `${text}\n\n` };
}

export function textNode(html: string): ReturnType<typeof node> {
  return node("mj-text", { padding: "0 32px", "css-class": "t" }, html);
}
