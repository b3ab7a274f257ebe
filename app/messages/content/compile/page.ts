import { networkNames } from "../../../lib/networks.ts";
import type { EmailLanguage } from "../document/document.ts";
import { escapeHtml } from "../parts/held.ts";
import { node, type Node, type Part } from "../parts/node.ts";
import { pictureAt } from "../../../lib/web-address.ts";
import type { Sheet } from "../parts/sheet.ts";
import { styleOf } from "./style.ts";

/** What stands around an email's parts; texts are HTML, or held. */
export type Frame = { title: string; preview: string; head: Node[]; foot: { node: Node; text: string } };

/** The whole email: the shop's name or logo, the card with its parts, and the footer. @param frame of emails to customers, unless it goes to somebody else */
export function page(
  parts: readonly Part[],
  sheet: Sheet,
  language: EmailLanguage,
  frame: Frame = customerFrame(sheet),
): { mjml: Node; text: string } {
  const { light, brand, font } = sheet;
  const { title, preview, head, foot } = frame;
  const column = (children: Node[]) => [node("mj-column", {}, children)];
  const body = [
    node("mj-section", { padding: "24px 0 16px" }, column(head)),
    node(
      "mj-section",
      { "background-color": light.card, "border-radius": `${brand.radius}px`, padding: "32px 0 12px", "css-class": "card" },
      column(parts.flatMap(({ nodes }) => nodes)),
    ),
    node("mj-section", { padding: "20px 0 32px" }, column([foot.node])),
  ];
  const mjml = node("mjml", { lang: language }, [
    node("mj-head", {}, [
      node("mj-title", {}, title),
      node("mj-preview", {}, preview),
      node("mj-attributes", {}, [
        node("mj-all", { "font-family": font }),
        node("mj-text", { "font-size": "16px", "line-height": "1.6", color: light.text }),
        node("mj-table", { "font-size": "16px", "line-height": "1.6", color: light.text }),
      ]),
      node("mj-style", {}, styleOf(sheet)),
    ]),
    node("mj-body", { width: "600px", "background-color": light.page, "css-class": "page" }, body),
  ]);
  return { mjml, text: `${parts.map(({ text }) => text).join("")}${foot.text}` };
}

function customerFrame(sheet: Sheet): Frame {
  const { hold } = sheet;
  // Links are numbered as they are taken up: those of the footer come first.
  const foot = footer(sheet);
  return { title: hold("{{ subject }}"), preview: hold("{{ preheader }}"), head: head(sheet), foot };
}

/** The shop's name on top. @param href and name as HTML */
export function nameOnTop(href: string, name: string, { light }: Sheet): Node {
  return node(
    "mj-text",
    { align: "center", padding: "0 32px", "css-class": "name" },
    `<a href="${href}" class="n" style="color:${light.text};text-decoration:none;font-size:20px;font-weight:bold;">${name}</a>`,
  );
}

function head(sheet: Sheet): Node[] {
  const { brand, hold, slot } = sheet;
  const href = slot({ to: "place", place: "shop" });
  const name = hold("{{ shop_name }}");
  if (brand.logo === null) return [nameOnTop(href, name, sheet)];
  const { url, width } = brand.logo;
  const image = { src: escapeHtml(pictureAt(url, width)), alt: name, width: `${width}px`, href };
  return [node("mj-image", { ...image, padding: "0 32px", "css-class": "logo" })];
}

/** Small print below the card, a paragraph each. @param lines HTML */
export function smallPrint(lines: readonly string[], { light }: Sheet): Node {
  const html = lines.map((line) => `<p style="margin:0 0 10px;">${line}</p>`).join("\n");
  return node(
    "mj-text",
    { align: "center", padding: "0 32px", "font-size": "13px", "line-height": "1.5", color: light.quiet, "css-class": "q" },
    html,
  );
}

/** A link within the small print. @param label and href as HTML */
export function quietLink(href: string, label: string, { light }: Sheet): string {
  return `<a href="${href}" class="q" style="color:${light.quiet};text-decoration:underline;">${label}</a>`;
}

function footer(sheet: Sheet): { node: Node; text: string } {
  const { brand, words, hold, slot } = sheet;
  const social = brand.social.map(({ network, url }) => ({ label: networkNames[network], href: slot({ to: "url", url }) }));
  const own = [
    { label: words.unsubscribe, href: slot({ to: "place", place: "unsubscribe" }) },
    { label: words.preferences, href: slot({ to: "place", place: "preferences" }) },
  ];
  const anchor = ({ label, href }: { label: string; href: string }) => quietLink(href, escapeHtml(label), sheet);
  const reason = hold(`{% if bought %}${words.bought}{% else %}${words.subscribed}{% endif %}`);
  const imprint = hold("{% for line in imprint %}{{ line }}{% unless forloop.last %}<br>{% endunless %}{% endfor %}");
  const lines = [
    ...(social.length === 0 ? [] : [social.map(anchor).join(" · ")]),
    `${reason}<br>${own.map(anchor).join(" · ")}`,
    imprint,
  ];
  const told = (links: { label: string; href: string }[]) => links.map(({ label, href }) => `${label}: ${href}\n`).join("");
  return {
    node: smallPrint(lines, sheet),
    text: `-- \n${told(social)}${reason}\n${told(own)}\n${hold("{% for line in imprint %}{{ line }}\n{% endfor %}")}`,
  };
}
