import type { ReactNode } from "react";

import { dayText } from "../../i18n/shopper/dates.ts";
import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import { LinkDocument } from "../../messages/links/document.tsx";
import type { ReminderWish } from "../../messages/links/target.ts";
import { tickOf, type AskedKind } from "./form.ts";
import { reminderWords } from "./words.ts";

type Product = { productId: bigint; title: string; wish: { snoozedUntil: Date | null; off: boolean } | null };

export type RemindersView = {
  locale: ShopperLocale;
  shopName: string;
  timeZone: string;
  products: readonly Product[];
  /** What was clicked in the email. */
  first: ReminderWish;
  /** What has just been kept; "nothing": no product was chosen. Null: it was only opened. */
  said: AskedKind | "nothing" | null;
};

/** The page behind "later" and "not this product". Opening it keeps nothing, since programs open links, too; its form posts to where it came from. */
export function RemindersPage({ view }: { view: RemindersView }): ReactNode {
  const { locale, shopName, timeZone, products, first, said } = view;
  const words = reminderWords[locale];
  const stateOf = ({ wish }: Product) => {
    if (wish?.off === true) return words.isOff;
    return wish?.snoozedUntil == null ? null : words.isLater(dayText(wish.snoozedUntil, timeZone, locale));
  };
  const others = (["later", "stop"] as const).filter((kind) => kind !== first);
  const kinds = [first, ...others, ...(products.some((one) => stateOf(one) !== null) ? (["again"] as const) : [])];
  return (
    <LinkDocument locale={locale} title={words.title}>
      {said === null ? <p>{words.intro(shopName)}</p> : <p role="status">{words.said[said]}</p>}
      <form method="post">
        <fieldset>
          <legend>{words.products}</legend>
          {products.map((product) => {
            const state = stateOf(product);
            return (
              <label key={String(product.productId)} className="tick">
                <input type="checkbox" name={tickOf(product.productId)} defaultChecked />
                <span>
                  {product.title}
                  {state === null ? null : (
                    <>
                      <br />
                      <small>{state}</small>
                    </>
                  )}
                </span>
              </label>
            );
          })}
        </fieldset>
        {kinds.map((kind, at) => (
          <p key={kind}>
            <button type="submit" name="do" value={kind} {...(at === 0 ? {} : { className: "quiet" })}>
              {words.ask[kind]}
            </button>
          </p>
        ))}
      </form>
    </LinkDocument>
  );
}
