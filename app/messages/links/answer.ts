import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";

/** The answer with the page behind a link: nobody keeps it, frames it or hears of its address. Pictures it may have, where they stand in it themselves. */
export function linkAnswer(page: ReactElement, locale: string, status = 200): Response {
  return new Response(`<!doctype html>${renderToStaticMarkup(page)}`, {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Language": locale,
      "Content-Security-Policy":
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      "Cache-Control": "private, no-store",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
      "X-Robots-Tag": "noindex",
    },
  });
}
