import type { Request } from "express";

import { makeSegment } from "../admin-api/segment-mutations.ts";
import { extensionBlock } from "./extension-block.ts";
import { html } from "./html.ts";
import { layout } from "./layout.ts";
import { queryText } from "./paging.ts";
import { fill } from "./texts.ts";
import type { View } from "./view.ts";

const numberOf = (gid: string) => gid.slice(gid.lastIndexOf("/") + 1);
const pathOf = ({ base }: View) => `${base}/customers/segments`;

/** The shop's own segments, as far as apps have actions for them. Nobody is counted. */
export function segmentsPage(view: View, request: Request): string {
  const { texts, shop } = view;
  const problem = queryText(request, "problem");
  const body = html`<div class="page">
    <a class="back" href="${view.base}/customers">← ${texts.customers}</a>
    <h1>${texts.segments}</h1>
    ${problem !== "" && html`<p class="banner bad" role="alert">${fill(texts.impossible, { reason: problem })}</p>`}
    <section class="card">
      ${shop.segments.size === 0 && html`<p class="empty">${texts.noSegments}</p>`}
      <ul>
        ${[...shop.segments.values()].map(({ id, name }) => html`<li><a href="${pathOf(view)}/${numberOf(id)}">${name}</a></li>`)}
      </ul>
    </section>
    <form class="card" method="post" action="${pathOf(view)}">
      <p>
        <label>${texts.segmentName} <input name="name" required autocomplete="off" /></label>
      </p>
      <p>
        <label>${texts.segmentQuery} <input name="query" required autocomplete="off" /></label>
      </p>
      <button>${texts.makeSegment}</button>
    </form>
  </div>`;
  return layout(view, { title: texts.segments, section: "customers", body });
}

/** @returns where to go then */
export function postSegment(view: View, request: Request): string {
  const { name, query } = request.body as Record<string, unknown>;
  const { segment, userErrors } = makeSegment(view, typeof name === "string" ? name : "", typeof query === "string" ? query : "");
  if (segment !== null) return `${pathOf(view)}/${numberOf(segment.id)}`;
  return `${pathOf(view)}?problem=${encodeURIComponent(userErrors.map(({ message }) => message).join(" "))}`;
}

/** A segment, with what "Use segment" offers. @returns null where there is none */
export function segmentPage(view: View, request: Request): string | null {
  const segment = view.shop.segments.get(`gid://shopify/Segment/${request.params["id"] ?? ""}`);
  if (segment === undefined) return null;
  const { texts } = view;
  const body = html`<div class="page">
    <a class="back" href="${pathOf(view)}">← ${texts.segments}</a>
    <h1>${segment.name}</h1>
    <section class="card"><code>${segment.query}</code></section>
    <details class="card">
      <summary>${texts.useSegment}</summary>
      ${extensionBlock(view, "admin.customer-segment-details.action.render", segment.id)}
    </details>
  </div>`;
  return layout(view, { title: segment.name, section: "customers", body });
}

/** Customers who are selected in the list, with what apps offer for them. */
export function selectionPage(view: View, request: Request): string {
  const { texts, shop } = view;
  const asked = [request.query["selected"]].flat().filter((id) => typeof id === "string");
  const ids = asked.flatMap((id) =>
    /^\d{1,19}$/.test(id) && shop.customers.has(BigInt(id)) ? [`gid://shopify/Customer/${id}`] : [],
  );
  const body = html`<div class="page">
    <a class="back" href="${view.base}/customers">← ${texts.customers}</a>
    <h1>${texts.moreActions}</h1>
    ${extensionBlock(view, "admin.customer-index.selection-action.render", ...ids)}
  </div>`;
  return layout(view, { title: texts.moreActions, section: "customers", body });
}
