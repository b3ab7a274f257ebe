import type { ReactNode } from "react";

import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import { LinkDocument, LinkPage } from "../../messages/links/document.tsx";
import { endsWith } from "../content/path.ts";
import { languageIn, LONGEST_TEXT, scaleOf, wordsIn, type Answer, type Definition, type Question } from "../content/survey.ts";
import { tickOf } from "./read-answer.ts";
import { surveyWords, type SurveyWords } from "./words.ts";

export type SurveyView = {
  locale: ShopperLocale;
  /** Of the merchant's words, in order of preference. */
  languages: readonly (string | null)[];
  shopName: string;
  version: number;
  definition: Definition;
  /** What is asked now; null: all is answered. */
  question: Question | null;
  /** Which question it is, from 1. */
  step: number;
  /** What is chosen already: what the reader has clicked or sent. */
  chosen: Answer | null;
  /** What is said above the form: what was sent was no answer, or too much came at once. */
  said: "missing" | "busy" | null;
  /** What the form is known by; null behind a link of an email, which says that itself. */
  sheet: string | null;
  /** Where the answer can be changed; null: nowhere. */
  change: "email" | "here" | null;
};

/** The page that asks, behind an answer in an email or a link that anybody may have: one question after the other. Opening it stores nothing, since programs open links, too; its form posts to where it came from. */
export function SurveyPage({ view }: { view: SurveyView }): ReactNode {
  const { locale, languages, shopName, version, definition, question, step, said, sheet, change } = view;
  const words = surveyWords[locale];
  if (question === null) {
    const own = wordsIn(definition.thanks, ...languages);
    return (
      <LinkDocument locale={locale} title={words.thanks}>
        <p role="status" lang={languageIn(definition.thanks, ...languages)}>
          {own === "" ? words.thanksText(shopName) : own}
        </p>
        {change === null ? null : <p>{change === "email" ? words.change : words.changeHere}</p>}
      </LinkDocument>
    );
  }
  const intro = step === 1 ? wordsIn(definition.intro, ...languages) : "";
  return (
    <LinkDocument
      locale={locale}
      title={wordsIn(question.ask, ...languages)}
      titleLanguage={languageIn(question.ask, ...languages)}
    >
      {intro === "" ? null : <p lang={languageIn(definition.intro, ...languages)}>{intro}</p>}
      {step === 1 ? null : <p className="step">{words.step(step)}</p>}
      {said === null ? null : <p role="alert">{words[said]}</p>}
      <form method="post">
        <input type="hidden" name="version" value={version} />
        <input type="hidden" name="question" value={question.id} />
        {sheet === null ? null : <input type="hidden" name="sheet" value={sheet} />}
        <Field view={view} question={question} words={words} />
        <div className="trap" aria-hidden="true">
          <label>
            {words.trap} <input type="text" name="website" tabIndex={-1} autoComplete="off" />
          </label>
        </div>
        <button type="submit">{endsWith(definition, question) ? words.send : words.next}</button>
      </form>
    </LinkDocument>
  );
}

function Field({ view, question, words }: { view: SurveyView; question: Question; words: SurveyWords }): ReactNode {
  const { languages, chosen } = view;
  const { type, required } = question;
  const more = required ? "" : ` (${words.optional})`;
  if (type === "text")
    return (
      <p>
        <label htmlFor="answer" id="kind">
          {words.own + more}
        </label>
        <textarea
          id="answer"
          aria-labelledby="title kind"
          name="answer"
          rows={5}
          maxLength={LONGEST_TEXT}
          required={required}
          defaultValue={typeof chosen === "string" ? chosen : ""}
        />
      </p>
    );
  const scale = scaleOf(type);
  const offered =
    scale.length > 0
      ? scale.map((value) => ({ value: String(value), label: String(value), language: undefined, on: chosen === value }))
      : question.options.map(({ id, label }) => ({
          value: id,
          label: wordsIn(label, ...languages),
          language: languageIn(label, ...languages),
          on: Array.isArray(chosen) ? chosen.includes(id) : chosen === id,
        }));
  return (
    <fieldset aria-labelledby="title kind">
      <legend id="kind">{type === "several" ? words.several + more : words.answer}</legend>
      <div className={scale.length > 0 ? "scale" : undefined}>
        {offered.map(({ value, label, language, on }) => (
          <label key={value} className="tick">
            <input
              type={type === "several" ? "checkbox" : "radio"}
              name={type === "several" ? tickOf(value) : "answer"}
              value={type === "several" ? "on" : value}
              defaultChecked={on}
              required={type !== "several"}
            />
            <span lang={language}>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The day in which an answer can be changed is over. */
export function SurveyClosed({ locale, shopName }: { locale: ShopperLocale; shopName: string }): ReactNode {
  const words = surveyWords[locale];
  return (
    <LinkDocument locale={locale} title={words.closedTitle}>
      <p role="status">{words.closedText(shopName)}</p>
    </LinkDocument>
  );
}

/** Nobody is asked there. */
export function SurveyOver({ locale }: { locale: ShopperLocale }): ReactNode {
  const words = surveyWords[locale];
  return <LinkPage locale={locale} title={words.overTitle} text={words.overText} button={null} />;
}

/** Only who is logged in may answer. @param account where they log in */
export function SurveyLogIn({
  locale,
  shopName,
  account,
}: {
  locale: ShopperLocale;
  shopName: string;
  account: string;
}): ReactNode {
  const words = surveyWords[locale];
  return (
    <LinkDocument locale={locale} title={words.logInTitle}>
      <p>{words.logInText(shopName)}</p>
      <p>
        <a className="button" href={account}>
          {words.logIn}
        </a>
      </p>
    </LinkDocument>
  );
}
