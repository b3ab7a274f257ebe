import { isPictureAddress, isWebAddress } from "../../../lib/web-address.ts";
import { plain } from "../../../lib/plain.ts";
import { readMarkup, type Paragraph, type Span } from "./markup.ts";

type Picture = { kind: "picture"; url: string; alt: string };
type Block = Picture | Paragraph;

/** A picture stands in a line of its own: `![what it shows](https://…)`. */
const PICTURE = /^\s*!\[([^\][]*)\]\(([^()\s]+)\)\s*$/;

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const flush = () => {
    blocks.push(...readMarkup(lines.join("\n")));
    lines = [];
  };
  for (const line of text.split(/\r\n?|\n/)) {
    const [, alt = "", url] = PICTURE.exec(line) ?? [];
    if (url === undefined) lines.push(line);
    else {
      flush();
      blocks.push({ kind: "picture", url, alt: alt.trim() });
    }
  }
  flush();
  return blocks;
}

/** Links and pictures of a text that lead nowhere on the web, as they were typed. Pictures need https. */
export function wrongAddresses(text: string): string[] {
  return blocksOf(text).flatMap((block) => {
    if (block.kind === "picture") return isPictureAddress(block.url) ? [] : [block.url];
    const links = block.lines.flat().flatMap((span) => (span.kind === "link" ? [span.link] : []));
    return links.filter((link) => !isWebAddress(link));
  });
}

/** HTML of a text, in which nothing is markup but what is written here. An address that is none of the web is left as its words. */
export function bodyHtml(text: string): string {
  return blocksOf(text).map(blockHtml).join("\n");
}

function blockHtml(block: Block): string {
  if (block.kind === "picture")
    return isPictureAddress(block.url) ? `<p><img src="${plain(block.url)}" alt="${plain(block.alt)}" loading="lazy"></p>` : "";
  const lines = block.lines.map((spans) => spans.map(spanHtml).join(""));
  if (block.kind === "heading") return `<h2>${lines.join(" ")}</h2>`;
  if (block.kind === "list") return `<ul>${lines.map((line) => `<li>${line}</li>`).join("")}</ul>`;
  return `<p>${lines.join("<br>")}</p>`;
}

function spanHtml(span: Span): string {
  if (span.kind === "text") return plain(span.text);
  if (span.kind === "bold") return `<strong>${plain(span.text)}</strong>`;
  const words = span.bold ? `<strong>${plain(span.text)}</strong>` : plain(span.text);
  return isWebAddress(span.link) ? `<a href="${plain(span.link)}" rel="noopener">${words}</a>` : words;
}
