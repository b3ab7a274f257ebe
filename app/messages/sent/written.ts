import type { Rendered } from "../content/into-layout.ts";
import { escapeHtml } from "../content/parts/held.ts";
import type { LinkOf } from "../links/target.ts";

/** What a message says, and where its links lead. */
export type Written = { rendered: Pick<Rendered, "html" | "text">; plain: ReadonlyMap<string, string> };

/**
 * Makes links as before and notes what stands for each in what is kept: where it leads, or nowhere. A link of a message acts for its reader (it stops advertising, counts a
 * click, opens their cart), and nobody else may have it.
 */
export function noting(link: LinkOf): { link: LinkOf; plain: ReadonlyMap<string, string> } {
  const plain = new Map<string, string>();
  return {
    plain,
    link(target, index) {
      const address = link(target, index);
      const shown = target.to === "url" ? target.url : "#";
      if (address !== shown) plain.set(address, shown);
      return address;
    },
  };
}

/** What a message says, with no link in it that acts for its reader. */
export function withoutLinks({ rendered, plain }: Written): Written["rendered"] {
  let { html, text } = rendered;
  // None is the beginning of another: each ends with its signature.
  for (const [address, shown] of plain) {
    html = html.replaceAll(escapeHtml(address), () => escapeHtml(shown));
    text = text.replaceAll(address, () => shown);
  }
  return { html, text };
}
