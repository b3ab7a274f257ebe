import { useEffect } from "react";

import { naming, pointsName } from "../../../i18n/shopper/say.ts";
import type { Offer } from "../../../messages/content/document/completion.ts";
import type { EmailLanguage } from "../../../messages/content/document/document.ts";
import { variables } from "../../../messages/content/document/variables.ts";
import { useLocale, useShop, useT } from "../../locale.tsx";
import { filterWords, tagWords } from "./offer-words.ts";

type Props = {
  id: string;
  label: string;
  offers: readonly Offer[];
  active: number;
  language: EmailLanguage;
  onTake: (offer: Offer) => void;
};

export const optionId = (list: string, at: number) => `${list}-${at}`;

/** What can be typed next, below its field. The field keeps the focus, and names the option that is active. */
export function OfferList({ id, label, offers, active, language, onTake }: Props) {
  useEffect(() => {
    document.getElementById(optionId(id, active))?.scrollIntoView({ block: "nearest" });
  }, [id, active, offers]);
  return (
    <div
      className="offers"
      role="listbox"
      id={id}
      aria-label={label}
      tabIndex={0}
      onMouseDown={(event) => event.preventDefault()}
    >
      {offers.map((offer, at) => (
        <div
          key={offer.name}
          className="offer"
          role="option"
          id={optionId(id, at)}
          aria-selected={at === active}
          onClick={() => onTake(offer)}
        >
          <code>{offer.name}</code>
          <Meaning offer={offer} language={language} />
        </div>
      ))}
    </div>
  );
}

function Meaning({ offer, language }: { offer: Offer; language: EmailLanguage }) {
  const t = useT();
  const locale = useLocale();
  const called = pointsName({ locale: language, names: useShop().pointsNames });
  if (offer.kind === "filter") return <span>{t(filterWords[offer.name])}</span>;
  if (offer.kind === "tag") return <span>{t(tagWords[offer.name])}</span>;
  const { words, sample } = variables[offer.name];
  return (
    <span>
      {words[locale]} · {t("emailOffers.example", { sample: naming(sample[language], called) })}
      {offer.needsFallback && ` · ${t("emailOffers.needsFallback")}`}
    </span>
  );
}
