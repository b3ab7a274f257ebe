import type { Block, BlockKind, BlockOf } from "../document/blocks.ts";
import { escapeHtml, withoutMarks } from "./held.ts";
import { node, onlyIf, type Node, type Part } from "./node.ts";
import { ownMarkup, prose, textNode } from "./prose.ts";
import { pictureAt } from "../../../lib/web-address.ts";
import type { Sheet } from "./sheet.ts";

type Parts = { [Kind in BlockKind]: (block: BlockOf<Kind>, sheet: Sheet) => Part };

const parts: Parts = {
  text({ text }, sheet) {
    const written = prose(text, sheet);
    return { nodes: [textNode(written.html)], text: written.text };
  },
  image({ url, alt, link, width }, sheet) {
    const words = sheet.take(alt);
    const attributes = {
      ...{ src: escapeHtml(pictureAt(url, width)), alt: escapeHtml(words), width: `${width}px` },
      ...{ padding: "4px 32px 20px", "border-radius": `${sheet.brand.radius}px` },
    };
    const image = link.trim() === "" ? attributes : { ...attributes, href: escapeHtml(sheet.href(link)) };
    return { nodes: [node("mj-image", image)], text: words.trim() === "" ? "" : `[${words}]\n\n` };
  },
  button: ({ label, link }, sheet) => button(label, sheet.href(link), sheet),
  products({ from, most, productIds, prices }, sheet) {
    const row = sheet.row({ from, most, productIds });
    return onlyIf(sheet.hold(`{% if ${row}.size > 0 %}`), sheet.hold("{% endif %}"), products(row, prices, sheet));
  },
  points({ tier }, sheet) {
    const says = [
      sheet.hold(sheet.words.points),
      ...(tier ? [`${sheet.hold("{% if tier %}")}${sheet.hold(sheet.words.tier)}${sheet.hold("{% endif %}")}`] : []),
    ];
    const box = boxed(says.map((line, at) => (at === 0 ? `<strong>${line}</strong>` : line)).join("<br>"), "center", sheet);
    return onlyIf(sheet.hold("{% if points %}"), sheet.hold("{% endif %}"), { nodes: [box], text: `${says.join("\n")}\n\n` });
  },
  code(_, sheet) {
    const { hold, words } = sheet;
    const value = `${hold("{% if code_value %}")}${hold(words.gives)}${hold("{% endif %}")}`;
    const ends = `${hold("{% if code_ends_on %}")}${hold(words.ends)}. ${hold("{% endif %}")}`;
    const minimum = hold("{% if code_minimum %}{{ code_minimum }} {% endif %}");
    const code = `<span class="k" style="font-family:Menlo,Consolas,monospace;font-size:22px;font-weight:bold;letter-spacing:1px;">${hold("{{ code }}")}</span>`;
    const html = [escapeHtml(words.code), code, value].join("<br>");
    const print = `<p style="margin:8px 0 16px;font-size:13px;line-height:1.5;">${ends}${minimum}${escapeHtml(words.terms)}</p>`;
    return onlyIf(hold("{% if code %}"), hold("{% endif %}"), {
      nodes: [boxed(html, "center", sheet), textNode(print)],
      text: `${words.code}: ${hold("{{ code }}")}\n${value}\n${ends}${minimum}${words.terms}\n\n`,
    });
  },
  reorder({ label }, sheet) {
    return onlyIf(sheet.hold("{% if has_cart %}"), sheet.hold("{% endif %}"), button(label, sheet.slot({ to: "cart" }), sheet));
  },
  question({ id, question, answers }, sheet) {
    const asked = sheet.take(question);
    const rows = answers.map((answer) => ({
      label: sheet.take(answer.label),
      href: sheet.slot({ to: "answer", question: id, answer: answer.id }),
    }));
    return {
      nodes: [
        textNode(`<p style="margin:0 0 12px;font-weight:bold;">${escapeHtml(asked)}</p>`),
        node("mj-table", { padding: "0 32px 12px", "css-class": "t", role: "presentation" }, choices(rows, sheet)),
      ],
      text: `${asked}\n${rows.map(({ label, href }) => `- ${label}: ${href}\n`).join("")}\n`,
    };
  },
  survey({ surveyId, version, question, answers }, sheet) {
    const asked = withoutMarks(question);
    const to = (answer: string) => sheet.slot({ to: "survey", survey: surveyId, version, answer });
    const heading = textNode(`<p style="margin:0 0 12px;font-weight:bold;">${escapeHtml(asked)}</p>`);
    if (answers.length === 0) {
      const leads = button(sheet.words.answer, to(""), sheet);
      return { nodes: [heading, ...leads.nodes], text: `${asked}\n${leads.text}` };
    }
    const rows = answers.map(({ id, label }) => ({ label: withoutMarks(label), href: to(id) }));
    const table = node("mj-table", { padding: "0 32px 12px", "css-class": "t", role: "presentation" }, choices(rows, sheet));
    return {
      nodes: [heading, table],
      text: `${asked}\n${rows.map(({ label, href }) => `- ${label}: ${href}\n`).join("")}\n`,
    };
  },
  review({ most }, sheet) {
    const row = sheet.row({ from: "last-bought", most, productIds: [], stars: true });
    return onlyIf(sheet.hold(`{% if ${row}.size > 0 %}`), sheet.hold("{% endif %}"), toReview(row, sheet));
  },
  friend({ heading, text, label }, sheet) {
    const { hold, words } = sheet;
    const title = sheet.take(heading);
    const written = prose(text, sheet);
    const address = hold("{{ friend_link }}");
    const box = boxed(`${escapeHtml(words.friend)}<br><strong>${address}</strong>`, "center", sheet);
    const leads = button(label, sheet.slot({ to: "friend" }), sheet);
    const top = textNode(
      `<h2 style="margin:0 0 12px;font-size:20px;line-height:1.35;font-weight:bold;">${escapeHtml(title)}</h2>`,
    );
    return onlyIf(hold("{% if friend_link %}"), hold("{% endif %}"), {
      nodes: [top, textNode(written.html), box, ...leads.nodes],
      text: `${title}\n\n${written.text}${words.friend}: ${address}\n\n${leads.text}`,
    });
  },
  divider: (_, sheet) => ({
    nodes: [
      node("mj-divider", { "border-width": "1px", "border-color": sheet.light.line, padding: "8px 32px 24px", "css-class": "d" }),
    ],
    text: "---\n\n",
  }),
  html: ({ html }, sheet) => ownMarkup(html, sheet),
};

/** A block as elements and as text. */
export function partOf(block: Block, sheet: Sheet): Part {
  return (parts[block.kind] as (block: Block, sheet: Sheet) => Part)(block, sheet);
}

export function button(label: string, href: string, sheet: Sheet): Part {
  const { button: fill, buttonText, buttonBorder } = sheet.light;
  const words = sheet.take(label);
  const attributes = {
    ...{
      href: escapeHtml(href),
      "background-color": fill,
      color: buttonText,
      border: `2px solid ${buttonBorder}`,
      align: "left",
    },
    ...{ "border-radius": `${sheet.brand.radius}px`, "font-size": "16px", "font-weight": "bold", "line-height": "1.25" },
    ...{ "inner-padding": "12px 22px", padding: "4px 32px 24px", "css-class": "b" },
  };
  return { nodes: [node("mj-button", attributes, escapeHtml(words))], text: `${words}: ${href}\n\n` };
}

/** Answers to click on, one below the other; numbers of a scale beside each other, as many as there is room for. */
function choices(rows: readonly { label: string; href: string }[], sheet: Sheet): string {
  const { text: color, line } = sheet.light;
  const border = `border:1px solid ${line};border-radius:${sheet.brand.radius}px;color:${color};text-decoration:none;`;
  if (rows.every(({ label }) => /^\d{1,2}$/.test(label))) {
    const each = rows.map(
      ({ label, href }) =>
        `<a href="${href}" class="a" style="display:inline-block;min-width:24px;margin:0 4px 8px 0;padding:10px 6px;text-align:center;${border}">${label}</a>`,
    );
    return `<tr><td>${each.join("\n")}</td></tr>`;
  }
  const each = rows.map(
    ({ label, href }) =>
      `<tr><td style="padding:0 0 8px;"><a href="${href}" class="a" style="display:block;padding:10px 14px;${border}">${escapeHtml(label)}</a></td></tr>`,
  );
  return each.join("\n");
}

function boxed(html: string, align: "left" | "center", sheet: Sheet): Node {
  const cell = `<tr><td class="x" align="${align}" style="padding:14px 16px;border:1px dashed ${sheet.light.line};border-radius:${sheet.brand.radius}px;line-height:1.7;">${html}</td></tr>`;
  return node("mj-table", { padding: "4px 32px 16px", "css-class": "t", role: "presentation" }, cell);
}

function products(row: string, prices: boolean, { hold, words, light, brand }: Sheet): Part {
  const each = hold(`{% for product in ${row} %}`);
  const price = prices ? hold("{% if product.price != '' %}<br>{{ product.price }}{% endif %}") : "";
  const picture = hold(
    `{% if product.image != '' %}<a href="{{ product.href }}"><img src="{{ product.image }}" alt="{{ product.title }}" width="96" style="display:block;width:96px;height:auto;border:0;border-radius:${brand.radius}px;"></a>{% endif %}`,
  );
  const title = `<a href="${hold("{{ product.href }}")}" class="l" style="color:${light.link};font-weight:bold;text-decoration:underline;">${hold("{{ product.title }}")}</a>`;
  const cells = `${each}<tr><td width="112" valign="middle" style="width:112px;padding:0 16px 16px 0;">${picture}</td><td valign="middle" style="padding:0 0 16px;line-height:1.5;">${title}${price}</td></tr>${hold("{% endfor %}")}`;
  const told = `${each}${hold("{{ product.title }}")}${prices ? hold("{% if product.price != '' %}, {{ product.price }}{% endif %}") : ""}\n${words.view}: ${hold("{{ product.href }}")}\n\n${hold("{% endfor %}")}`;
  return { nodes: [node("mj-table", { padding: "4px 32px 4px", "css-class": "t", role: "presentation" }, cells)], text: told };
}

/** Products with stars to click on. Each star has its number in words, too: not every program reads out what a link is called otherwise. */
function toReview(row: string, { hold, words, light, brand }: Sheet): Part {
  const each = hold(`{% for product in ${row} %}`);
  const picture = hold(
    `{% if product.image != '' %}<img src="{{ product.image }}" alt="" width="96" style="display:block;width:96px;height:auto;border:0;border-radius:${brand.radius}px;">{% endif %}`,
  );
  const star = (at: number) =>
    `<a href="${hold(`{{ product.stars[${at}] }}`)}" class="l" title="${escapeHtml(words.stars.replace("5", String(at + 1)))}" style="display:inline-block;padding:0 4px;color:${light.link};font-size:32px;line-height:1.2;text-decoration:none;"><span style="font-size:16px;">${at + 1}</span>\u2606</a>`;
  const stars = [0, 1, 2, 3, 4].map(star).join("");
  const title = `<a href="${hold("{{ product.href }}")}" class="l" style="color:${light.link};font-weight:bold;text-decoration:underline;">${hold("{{ product.title }}")}</a>`;
  const cells = `${each}<tr><td width="112" valign="middle" style="width:112px;padding:0 16px 16px 0;">${picture}</td><td valign="middle" style="padding:0 0 16px;line-height:1.5;">${title}<br>${stars}</td></tr>${hold("{% endfor %}")}`;
  const told = `${each}${hold("{{ product.title }}")}\n${words.review}: ${hold("{{ product.href }}")}\n\n${hold("{% endfor %}")}`;
  return { nodes: [node("mj-table", { padding: "4px 32px 4px", "css-class": "t", role: "presentation" }, cells)], text: told };
}
