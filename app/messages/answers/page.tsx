import type { ReactNode } from "react";

import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import { LinkDocument } from "../links/document.tsx";
import { answerWords } from "./words.ts";

export type AnswerView = {
  locale: ShopperLocale;
  shopName: string;
  question: string;
  answers: readonly { id: string; label: string }[];
  /** The one that the reader has clicked, or sent. */
  chosen: string;
  /** It has just been stored. */
  sent: boolean;
};

/** The page behind an answer in an email. Opening it stores nothing, since programs open links, too; its form posts to where it came from. */
export function AnswerPage({ view }: { view: AnswerView }): ReactNode {
  const { locale, shopName, question, answers, chosen, sent } = view;
  const words = answerWords[locale];
  if (sent)
    return (
      <LinkDocument locale={locale} title={words.thanks}>
        <p role="status">{words.thanksText(shopName, answers.find(({ id }) => id === chosen)?.label ?? "")}</p>
      </LinkDocument>
    );
  return (
    <LinkDocument locale={locale} title={question}>
      <form method="post">
        <fieldset>
          <legend>{words.choose}</legend>
          {answers.map(({ id, label }) => (
            <label key={id} className="tick">
              <input type="radio" name="answer" value={id} defaultChecked={id === chosen} required />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        <button type="submit">{words.send}</button>
      </form>
    </LinkDocument>
  );
}
