import type { Template } from "liquidjs";

import { hiddenLink, TRAP, type LinkOf, type LinkTarget } from "../../links/target.ts";
import type { CompiledWriting, LinkSlot, Row } from "../compile/compiled.ts";
import type { PlaceName } from "../document/link.ts";
import type { VariableName } from "../document/variables.ts";
import type { Rendered } from "../into-layout.ts";
import { escapeHtml } from "../parts/held.ts";
import { oneLine } from "../text.ts";
import { fillIn, parse } from "./liquid.ts";

/** A product as an email shows it. `price` in the email's language, empty where it is not known. */
export type ShownProduct = { productId: string; title: string; url: string; image: string; price: string };

/** What one reader's email is filled with. Everything is a value: it is never read as Liquid, and it is escaped in HTML. */
export type EmailValues = {
  /** Empty where there is none. */
  variables: Record<VariableName, string>;
  /** "From 50 €." below the code; empty without one. */
  codeMinimum: string;
  products: (row: Row) => ShownProduct[];
  cart: Extract<LinkTarget, { to: "cart" }> | null;
  /** The reader's own link by which they recommend the shop, as they pass it on; null where they have none. */
  friend: string | null;
  /** Products that are due, as digits. */
  due: readonly string[];
  places: Record<Exclude<PlaceName, "preferences" | "unsubscribe" | "remind-later" | "remind-stop">, string>;
  /** It comes because of an earlier purchase (§ 7 (3) UWG), not because of a consent. */
  bought: boolean;
  /** Line by line. */
  imprint: string[];
};

type Parsed = { subject: Template[]; preheader: Template[]; html: Template[]; text: Template[] };
const parsed = new WeakMap<CompiledWriting, Parsed>();

/**
 * An email for one reader.
 * @throws when a limit is passed (liquid.ts) or it was compiled from what cannot be read: then nothing may be sent
 */
export function fill(compiled: CompiledWriting, values: EmailValues, link: LinkOf): Rendered {
  const templates = parsedOf(compiled);
  const links = compiled.links.map((slot, index) => link(targetOf(slot, values), index));
  let next = links.length;
  const rows = compiled.rows.map((row) =>
    values.products(row).map((product) => {
      const to = row.stars === true ? reviewOf(product, 0) : { to: "url" as const, url: product.url };
      const href = link(to, next++);
      const stars = row.stars === true ? [1, 2, 3, 4, 5].map((count) => link(reviewOf(product, count), next++)) : [];
      return { ...product, href, stars };
    }),
  );
  const lines = Object.fromEntries(Object.entries(values.variables).map(([name, value]) => [name, oneLine(value)]));
  const told = {
    ...lines,
    friend_link: values.friend ?? "",
    code_minimum: oneLine(values.codeMinimum),
    has_cart: values.cart !== null,
    bought: values.bought,
  };
  const subject = oneLine(fillIn(templates.subject, told, "text"));
  const preheader = oneLine(fillIn(templates.preheader, told, "text"));
  const trap = hiddenLink(escapeHtml(link({ to: "url", url: values.places.shop }, TRAP)));
  const whole = { ...told, subject, preheader, links, rows, imprint: values.imprint };
  return {
    ...{ subject, preheader, html: fillIn(templates.html, whole, "html").replace("</body>", () => `${trap}</body>`) },
    text: fillIn(templates.text, whole, "text")
      .replace(/[ \t]+$/gm, (spaces) => (spaces === " " ? " " : ""))
      .replace(/\n{3,}/g, "\n\n"),
  };
}

function reviewOf({ productId }: ShownProduct, stars: number): Extract<LinkTarget, { to: "review" }> {
  return { to: "review", product: productId, stars };
}

/** Once for all readers of a batch. */
function parsedOf(compiled: CompiledWriting): Parsed {
  const known = parsed.get(compiled);
  if (known !== undefined) return known;
  const { subject, preheader, html, text } = compiled;
  const fresh = {
    ...{ subject: parse(subject, "text"), preheader: parse(preheader, "text") },
    ...{ html: parse(html, "html"), text: parse(text, "text") },
  };
  parsed.set(compiled, fresh);
  return fresh;
}

function targetOf(slot: LinkSlot, { cart, friend, due, places }: EmailValues): LinkTarget {
  switch (slot.to) {
    case "url":
      return { to: "url", url: slot.url };
    case "cart":
      return cart ?? { to: "url", url: places.shop };
    case "friend":
      return { to: "url", url: friend ?? places.shop };
    case "answer":
      return { to: "answer", question: slot.question, answer: slot.answer };
    case "survey":
      return { to: "survey", survey: slot.survey, version: slot.version, answer: slot.answer };
    case "place":
      switch (slot.place) {
        case "preferences":
        case "unsubscribe":
          return { to: slot.place };
        // Of an email that is about no product, the preferences are where reminders are switched off.
        case "remind-later":
        case "remind-stop":
          return due.length === 0
            ? { to: "preferences" }
            : { to: "reminders", wish: slot.place === "remind-later" ? "later" : "stop", productIds: [...due] };
        case "shop":
        case "shop-with-code":
        case "product":
        case "rewards":
        case "account":
          return { to: "url", url: places[slot.place] };
      }
  }
}
