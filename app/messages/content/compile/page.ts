import { networkNames } from "../../../lib/networks.ts";
import type { EmailLanguage } from "../document/document.ts";
import { escapeHtml } from "../parts/held.ts";
import { node, type Node, type Part } from "../parts/node.ts";
import { pictureAt } from "../parts/picture.ts";
import type { Sheet } from "../parts/sheet.ts";
import { styleOf } from "./style.ts";

/** The whole email: the shop's name or logo, the card with its parts, and the footer. */
export function page(parts: readonly Part[], sheet: Sheet, language: EmailLanguage): { mjml: Node; text: string } {
  const { light, brand, font, hold } = sheet;
  const foot = footer(sheet);
  const column = (children: Node[]) => [node("mj-column", {}, children)];
  const body = [
    node("mj-section", { padding: "24px 0 16px" }, column(head(sheet))),
    node(
      "mj-section",
      { "background-color": light.card, "border-radius": `${brand.radius}px`, padding: "32px 0 12px", "css-class": "card" },
      column(parts.flatMap(({ nodes }) => nodes)),
    ),
    node("mj-section", { padding: "20px 0 32px" }, column([foot.node])),
  ];
  const mjml = node("mjml", { lang: language }, [
    node("mj-head", {}, [
      node("mj-title", {}, hold("{{ subject }}")),
      node("mj-preview", {}, hold("{{ preheader }}")),
      node("mj-attributes", {}, [
        node("mj-all", { "font-family": font }),
        node("mj-text", { "font-size": "16px", "line-height": "1.6", color: light.text }),
        node("mj-table", { "font-size": "16px", "line-height": "1.6", color: light.text }),
      ]),
      node(
        "mj-raw",
        {},
        `<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">`,
      ),
      node("mj-style", {}, styleOf(sheet)),
    ]),
    node("mj-body", { width: "600px", "background-color": light.page, "css-class": "page" }, body),
  ]);
  return { mjml, text: `${parts.map(({ text }) => text).join("")}${foot.text}` };
}

function head({ brand, light, hold, slot }: Sheet): Node[] {
  const href = slot({ to: "place", place: "shop" });
  const name = hold("{{ shop_name }}");
  if (brand.logo === null)
    return [
      node(
        "mj-text",
        { align: "center", padding: "0 32px", "css-class": "name" },
        `<a href="${href}" style="color:${light.text};text-decoration:none;font-size:20px;font-weight:bold;">${name}</a>`,
      ),
    ];
  const { url, width } = brand.logo;
  const image = { src: escapeHtml(pictureAt(url, width)), alt: name, width: `${width}px`, href };
  return [node("mj-image", { ...image, padding: "0 32px", "css-class": "logo" })];
}

function footer({ brand, words, light, hold, slot }: Sheet): { node: Node; text: string } {
  const social = brand.social.map(({ network, url }) => ({ label: networkNames[network], href: slot({ to: "url", url }) }));
  const own = [
    { label: words.unsubscribe, href: slot({ to: "place", place: "unsubscribe" }) },
    { label: words.preferences, href: slot({ to: "place", place: "preferences" }) },
  ];
  const anchor = ({ label, href }: { label: string; href: string }) =>
    `<a href="${href}" style="color:${light.quiet};text-decoration:underline;">${escapeHtml(label)}</a>`;
  const reason = hold(`{% if bought %}${words.bought}{% else %}${words.subscribed}{% endif %}`);
  const imprint = hold("{% for line in imprint %}{{ line }}{% unless forloop.last %}<br>{% endunless %}{% endfor %}");
  const lines = [
    ...(social.length === 0 ? [] : [social.map(anchor).join(" · ")]),
    `${reason}<br>${own.map(anchor).join(" · ")}`,
    imprint,
  ];
  const html = lines.map((line) => `<p style="margin:0 0 10px;">${line}</p>`).join("\n");
  const told = (links: { label: string; href: string }[]) => links.map(({ label, href }) => `${label}: ${href}\n`).join("");
  return {
    node: node(
      "mj-text",
      { align: "center", padding: "0 32px", "font-size": "13px", "line-height": "1.5", color: light.quiet, "css-class": "q" },
      html,
    ),
    text: `-- \n${told(social)}${reason}\n${told(own)}\n${hold("{% for line in imprint %}{{ line }}\n{% endfor %}")}`,
  };
}
