import type { Request } from "express";

import { html, type Html } from "./html.ts";
import { fill } from "./texts.ts";
import type { View } from "./view.ts";

export type Paged<T> = { rows: readonly T[]; page: number; pages: number };

const PER_PAGE = 25;

/** The rows of the page that the address asks for; a page that does not exist is the nearest that does. */
export function paged<T>(rows: readonly T[], request: Request): Paged<T> {
  const pages = Math.max(1, Math.ceil(rows.length / PER_PAGE));
  const page = Math.min(Math.max(Number.parseInt(queryText(request, "page"), 10) || 1, 1), pages);
  return { rows: rows.slice((page - 1) * PER_PAGE, page * PER_PAGE), page, pages };
}

/** A parameter of the address as text: the first when it is repeated, "" when it is missing. */
export function queryText(request: Request, name: string): string {
  const value = request.query[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first.trim().slice(0, 200) : "";
}

export function pager({ texts }: View, { page, pages }: Paged<unknown>, path: string): Html | null {
  if (pages === 1) return null;
  return html`<nav class="pager" aria-label="${texts.pages}">
    ${page > 1 && html`<a class="button" rel="prev" href="${path}?page=${page - 1}">${texts.previous}</a>`}
    <span>${fill(texts.pageOf, { page, pages })}</span>
    ${page < pages && html`<a class="button" rel="next" href="${path}?page=${page + 1}">${texts.next}</a>`}
  </nav>`;
}
