import type { ReactNode } from "react";

import { fillIn, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { moneyFormat, toMinor } from "../../lib/money.ts";
import { LinkDocument } from "../../messages/links/document.tsx";
import type { CartLine, Choice, Shortage } from "../../shops/storefront/offer.ts";
import type { ShopLinks } from "../../shops/storefront/storefront-links.ts";

type Words = {
  title: string;
  gone: string;
  goneUnnamed: string;
  soldOut: string;
  quantity: string;
  instead: string;
  toCart: string;
  toShop: string;
};

const words: Record<ShopperLocale, Words> = {
  en: {
    title: "Something has changed since our email",
    gone: "{title} is no longer in our range.",
    goneUnnamed: "One product is no longer in our range.",
    soldOut: "{title} is sold out at the moment.",
    quantity: "{title} can’t be ordered in that quantity, so we put {quantity} into the cart.",
    instead: "You can order this instead:",
    toCart: "To the cart",
    toShop: "Visit the shop",
  },
  de: {
    title: "Seit unserer E-Mail hat sich etwas geändert",
    gone: "{title} haben wir nicht mehr im Sortiment.",
    goneUnnamed: "Ein Produkt haben wir nicht mehr im Sortiment.",
    soldOut: "{title} ist gerade ausverkauft.",
    quantity: "{title} gibt es in dieser Menge nicht, deshalb liegen {quantity} im Warenkorb.",
    instead: "Das kannst du stattdessen bestellen:",
    toCart: "Zum Warenkorb",
    toShop: "Zum Shop",
  },
  fr: {
    title: "Quelque chose a changé depuis notre e-mail",
    gone: "{title} ne fait plus partie de notre assortiment.",
    goneUnnamed: "Un produit ne fait plus partie de notre assortiment.",
    soldOut: "{title} est actuellement épuisé.",
    quantity: "{title} ne peut pas être commandé dans cette quantité\u00a0: nous en avons mis {quantity} dans le panier.",
    instead: "Vous pouvez commander ceci à la place\u00a0:",
    toCart: "Voir le panier",
    toShop: "Voir la boutique",
  },
  es: {
    title: "Algo ha cambiado desde nuestro correo",
    gone: "{title} ya no está en nuestro surtido.",
    goneUnnamed: "Un producto ya no está en nuestro surtido.",
    soldOut: "{title} está agotado en este momento.",
    quantity: "{title} no se puede pedir en esa cantidad, así que hemos puesto {quantity} en el carrito.",
    instead: "Puedes pedir esto en su lugar:",
    toCart: "Ir al carrito",
    toShop: "Ir a la tienda",
  },
  it: {
    title: "Qualcosa è cambiato dalla nostra e-mail",
    gone: "{title} non fa più parte del nostro assortimento.",
    goneUnnamed: "Un prodotto non fa più parte del nostro assortimento.",
    soldOut: "{title} è al momento esaurito.",
    quantity: "{title} non si può ordinare in quella quantità: ne abbiamo messi {quantity} nel carrello.",
    instead: "In alternativa puoi ordinare:",
    toCart: "Vai al carrello",
    toShop: "Vai al negozio",
  },
  nl: {
    title: "Er is iets veranderd sinds onze e-mail",
    gone: "{title} zit niet meer in ons assortiment.",
    goneUnnamed: "Eén product zit niet meer in ons assortiment.",
    soldOut: "{title} is op dit moment uitverkocht.",
    quantity: "{title} kan niet in die hoeveelheid worden besteld, daarom liggen er {quantity} in de winkelwagen.",
    instead: "Dit kun je in plaats daarvan bestellen:",
    toCart: "Naar de winkelwagen",
    toShop: "Naar de winkel",
  },
};

type Props = {
  locale: ShopperLocale;
  lines: readonly CartLine[];
  shortages: readonly Shortage[];
  code: string | undefined;
  links: ShopLinks;
  currency: string;
};

/** Says what of a cart is otherwise than an email had it, before anything is bought: never an empty cart without a word. */
export function CartPage({ locale, lines, shortages, code, links, currency }: Props): ReactNode {
  const says = words[locale];
  const money = moneyFormat(currency, locale);
  const instead = shortages.flatMap((shortage) => (shortage.kind === "quantity" ? [] : shortage.instead));
  const offer = ({ variantId, title, price }: Choice) => (
    <li key={variantId}>
      <a href={links.withCart([...lines, { variantId, quantity: 1 }], code)}>{title}</a>, {money(toMinor(price, currency))}
    </li>
  );
  return (
    <LinkDocument locale={locale} title={says.title}>
      {shortages.map((shortage, index) => (
        <p key={index}>{textOf(says, shortage)}</p>
      ))}
      {instead.length === 0 ? null : (
        <>
          <p>{says.instead}</p>
          <ul>{instead.map(offer)}</ul>
        </>
      )}
      <p>
        <a className="button" href={lines.length > 0 ? links.withCart(lines, code) : links.home}>
          {lines.length > 0 ? says.toCart : says.toShop}
        </a>
      </p>
    </LinkDocument>
  );
}

function textOf(says: Words, shortage: Shortage): string {
  const { kind, title } = shortage;
  if (title === null) return says.goneUnnamed;
  if (kind === "quantity") return fillIn(says.quantity, { title, quantity: String(shortage.quantity) });
  return fillIn(kind === "gone" ? says.gone : says.soldOut, { title });
}
