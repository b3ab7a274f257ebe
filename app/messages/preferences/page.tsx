import type { ReactNode } from "react";

import { dayText } from "../../i18n/shopper/dates.ts";
import { naming, pointsName, shopperLocales, type ShopperLocale, type Voice } from "../../i18n/shopper/say.ts";
import { LinkDocument } from "../links/document.tsx";
import { topics, type Topic } from "./topics.ts";
import { preferenceWords } from "./words.ts";

export type PreferenceView = Voice & {
  shopName: string;
  timeZone: string;
  topicsOff: readonly Topic[];
  pausedUntil: Date | null;
  /** Whether advertising still comes. */
  subscribed: boolean;
  /** It has just been changed. */
  saved: boolean;
};

/** The page behind the link "Preferences": two forms that post to where the page came from. */
export function PreferencePage({ view }: { view: PreferenceView }): ReactNode {
  const { locale, shopName, timeZone, topicsOff, pausedUntil, subscribed, saved } = view;
  const words = preferenceWords[locale];
  return (
    <LinkDocument locale={locale} title={words.title}>
      {saved && subscribed ? <p role="status">{words.saved}</p> : null}
      {subscribed ? <p>{words.intro(shopName)}</p> : <p role="status">{words.stopped(shopName)}</p>}
      <form method="post">
        <fieldset>
          <legend>{words.topics}</legend>
          {topics.map((topic) => (
            <Tick
              key={topic}
              name="topic"
              value={topic}
              checked={!topicsOff.includes(topic)}
              label={naming(words.topic[topic], pointsName(view))}
            />
          ))}
        </fieldset>
        <Tick
          name="pause"
          value="on"
          checked={pausedUntil !== null}
          label={pausedUntil === null ? words.pause : words.pausedUntil(dayText(pausedUntil, timeZone, locale))}
        />
        <p>
          <label htmlFor="locale">{words.language}</label>{" "}
          <select id="locale" name="locale" defaultValue={locale}>
            {shopperLocales.map((one) => (
              <option key={one} value={one} lang={one}>
                {nameOf(one)}
              </option>
            ))}
          </select>
        </p>
        <button type="submit" name="do" value="save">
          {words.save}
        </button>
      </form>
      {subscribed ? (
        <form method="post">
          <h2>{words.stopTitle}</h2>
          <p>{words.stop(shopName)}</p>
          <button type="submit" name="do" value="unsubscribe" className="quiet">
            {words.stopButton}
          </button>
        </form>
      ) : null}
    </LinkDocument>
  );
}

type TickProps = { name: string; value: string; checked: boolean; label: string };

function Tick({ name, value, checked, label }: TickProps): ReactNode {
  return (
    <label className="tick">
      <input type="checkbox" name={name} value={value} defaultChecked={checked} />
      <span>{label}</span>
    </label>
  );
}

/** A language's name in itself: "Deutsch". */
function nameOf(locale: ShopperLocale): string {
  const name = new Intl.DisplayNames(locale, { type: "language" }).of(locale) ?? locale;
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}
