import type { ReactNode } from "react";

import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import { LinkDocument } from "../../messages/links/document.tsx";
import { LONGEST_AUTHOR, LONGEST_TEXT, LONGEST_TITLE, MOST_STARS } from "../review.ts";
import { keepName, PERMISSION, REMOVAL } from "./form.ts";
import { permissionWords } from "../wall/words.ts";
import { askedWords, type AskedWords } from "./words.ts";

export type Trouble = "missing" | "refused" | "tooLong" | "busy";

export type ReviewView = {
  locale: ShopperLocale;
  shopName: string;
  product: { productId: string; title: string };
  /** What is in the fields: what was clicked, typed or said before. */
  filled: { stars: number | null; title: string; text: string; author: string };
  photos: readonly { photoId: string; address: string; width: number; height: number }[];
  /** The photos may be on the shop's wall. */
  permitted: boolean;
  /** They have reviewed it before. */
  reviewed: boolean;
  /** Proves that the form was shown to who sends it; "" behind a link of an email, which proves that itself. */
  key: string;
  /** The program gives points for reviews, and this is what it says of that. */
  disclosure: string;
  trouble: Trouble | null;
};

/** The form behind the stars of an email and behind "write a review": opening it stores nothing, since programs open links, too. Works without script. */
export function ReviewPage({ view }: { view: ReviewView }): ReactNode {
  const { locale, shopName, product, filled, photos, permitted, reviewed, key, disclosure, trouble } = view;
  const words = askedWords[locale];
  return (
    <LinkDocument locale={locale} title={words.title(product.title)}>
      {trouble === null ? null : <p role="alert">{words[trouble]}</p>}
      <form method="post" encType="multipart/form-data">
        <Known productId={product.productId} formKey={key} />
        <Stars words={words} stars={filled.stars} />
        <Line label={`${words.headline} (${words.optional})`} name="title" longest={LONGEST_TITLE} value={filled.title} />
        <p>
          <label htmlFor="text">{`${words.text} (${words.optional})`}</label>
          <textarea id="text" name="text" rows={6} maxLength={LONGEST_TEXT} defaultValue={filled.text} />
        </p>
        <Line label={words.author} name="author" longest={LONGEST_AUTHOR} value={filled.author} help={words.authorHelp} />
        {photos.map(({ photoId, address, width, height }, at) => (
          <label key={photoId} className="tick">
            <input type="checkbox" name={keepName(photoId)} defaultChecked />
            <span>
              {words.keep(at + 1)}
              <img className="photo" src={address} alt="" {...shape(width, height)} />
            </span>
          </label>
        ))}
        <p>
          <label htmlFor="photos">{`${words.photos} (${words.optional})`}</label>
          <input
            id="photos"
            name="photos"
            type="file"
            multiple
            accept="image/jpeg,image/png,image/webp"
            aria-describedby="photos-help"
          />
          <span className="step" id="photos-help">
            {words.photosHelp}
          </span>
        </p>
        <label className="tick">
          <input type="checkbox" name={PERMISSION} defaultChecked={permitted} />
          <span>{permissionWords[locale](shopName)}</span>
        </label>
        <div className="trap" aria-hidden="true">
          <label>
            {words.trap} <input type="text" name="website" tabIndex={-1} autoComplete="off" />
          </label>
        </div>
        {disclosure === "" ? null : <p>{disclosure}</p>}
        <p className="step">{words.rules(shopName)}</p>
        <button type="submit">{words.send}</button>
      </form>
      {reviewed ? <Removal words={words} productId={product.productId} formKey={key} /> : null}
    </LinkDocument>
  );
}

/** What a form says of itself. */
function Known({ productId, formKey }: { productId: string; formKey: string }): ReactNode {
  return (
    <>
      <input type="hidden" name="product" value={productId} />
      {formKey === "" ? null : <input type="hidden" name="key" value={formKey} />}
    </>
  );
}

/** Whoever has written may take it all back, after a tick that says what goes. */
function Removal({ words, ...known }: { words: AskedWords; productId: string; formKey: string }): ReactNode {
  return (
    <form method="post" encType="multipart/form-data">
      <h2>{words.remove}</h2>
      <Known {...known} />
      <label className="tick">
        <input type="checkbox" name={REMOVAL} required />
        <span>{words.removeSure}</span>
      </label>
      <button type="submit" className="quiet">
        {words.remove}
      </button>
    </form>
  );
}

export function RemovedPage({ locale }: { locale: ShopperLocale }): ReactNode {
  const words = askedWords[locale];
  return (
    <LinkDocument locale={locale} title={words.removed}>
      <p role="status">{words.removedText}</p>
    </LinkDocument>
  );
}

/** So that the page keeps its place while the picture comes. */
function shape(width: number, height: number): { width: number; height: number } {
  return { width: 96, height: Math.max(1, Math.round((96 * height) / width)) };
}

function Stars({ words, stars }: { words: AskedWords; stars: number | null }): ReactNode {
  return (
    <fieldset>
      <legend>{words.stars}</legend>
      <div className="scale">
        {Array.from({ length: MOST_STARS }, (_, at) => at + 1).map((count) => (
          <label key={count} className="tick">
            <input
              type="radio"
              name="stars"
              value={count}
              aria-label={words.starsOf(count)}
              defaultChecked={count === stars}
              required
            />
            <span aria-hidden="true">{count} ★</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type LineProps = { label: string; name: string; longest: number; value: string; help?: string };

function Line({ label, name, longest, value, help }: LineProps): ReactNode {
  // The page's heading is called "title" itself.
  const id = `line-${name}`;
  return (
    <p>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type="text"
        className="line"
        maxLength={longest}
        defaultValue={value}
        autoComplete={name === "author" ? "nickname" : "off"}
        required={help !== undefined}
        aria-describedby={help === undefined ? undefined : `${name}-help`}
      />
      {help === undefined ? null : (
        <span className="step" id={`${name}-help`}>
          {help}
        </span>
      )}
    </p>
  );
}

type ThanksProps = { locale: ShopperLocale; shopName: string; others: readonly { productId: string; title: string }[] };

export function ThanksPage({ locale, shopName, others }: ThanksProps): ReactNode {
  const words = askedWords[locale];
  return (
    <LinkDocument locale={locale} title={words.thanks}>
      <p role="status">{words.thanksText(shopName)}</p>
      <p>{words.change}</p>
      {others.length === 0 ? null : (
        <>
          <p>{words.others}</p>
          <ul>
            {others.map(({ productId, title }) => (
              <li key={productId}>
                <a href={`?product=${productId}`}>{title}</a>
              </li>
            ))}
          </ul>
        </>
      )}
    </LinkDocument>
  );
}

/** Who has bought nothing, or whom nobody knows. */
export function NothingPage({
  locale,
  shopName,
  loggedIn,
}: {
  locale: ShopperLocale;
  shopName: string;
  loggedIn: boolean;
}): ReactNode {
  const words = askedWords[locale];
  return (
    <LinkDocument locale={locale} title={loggedIn ? words.nothing : words.logIn}>
      <p>{loggedIn ? words.nothingText(shopName) : words.logInText}</p>
      {loggedIn ? null : (
        <p>
          <a className="button" href="/account">
            {words.account}
          </a>
        </p>
      )}
    </LinkDocument>
  );
}
