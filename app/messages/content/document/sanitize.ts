import sanitizeHtml from "sanitize-html";

import { isPictureAddress } from "../../../lib/web-address.ts";
import { readLink, type Link } from "./link.ts";

// No colors: they would not follow the reader into dark mode. No ids, classes, forms, frames, styles or scripts.
const cells = ["style", "colspan", "rowspan"];
const attributes: Record<string, string[]> = { a: ["href"], img: ["src", "alt", "width"], td: cells, th: cells, p: ["style"] };
const tags = [
  ...["a", "b", "strong", "i", "em", "br", "p", "ul", "ol", "li", "h2", "h3", "hr", "blockquote", "img"],
  ...["table", "thead", "tbody", "tr", "th", "td"],
];
const alignment = { "text-align": [/^(?:left|center|right)$/] };

export type Sanitized = {
  html: string;
  /** What was left out: `script`, `a[onclick]`. */
  removed: string[];
};

/**
 * What is harmless of a merchant's own markup. Links must be such as can be typed elsewhere, pictures such as can be loaded over https.
 * @param hrefOf what stands in the place of a link
 */
export function sanitize(html: string, hrefOf: (link: Link) => string): Sanitized {
  const removed = new Set<string>();
  const kept = sanitizeHtml(html, {
    ...{ allowedTags: tags, allowedAttributes: attributes, allowedStyles: { "*": alignment } },
    ...{ allowProtocolRelative: false, disallowedTagsMode: "discard", nestingLimit: 30 },
    onOpenTag(name, given) {
      if (!tags.includes(name)) removed.add(name);
      for (const attribute of Object.keys(given))
        if (attributes[name]?.includes(attribute) !== true) removed.add(`${name}[${attribute}]`);
    },
    transformTags: {
      a(tagName, { href = "" }): sanitizeHtml.Tag {
        const link = readLink(href);
        if (link !== null) return { tagName, attribs: { href: hrefOf(link) } };
        removed.add("a[href]");
        return { tagName: "span", attribs: {} };
      },
      img(tagName, { src = "", alt = "", width = "" }) {
        if (!isPictureAddress(src)) removed.add("img[src]");
        return {
          tagName,
          attribs: { src: isPictureAddress(src) ? src : "", alt, width: /^\d{1,3}$/.test(width) ? width : "552" },
        };
      },
    },
    exclusiveFilter: ({ tag, attribs }) => tag === "img" && (attribs["src"] ?? "") === "",
  });
  return { html: kept, removed: [...removed] };
}
