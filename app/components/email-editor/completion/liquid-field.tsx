import { Text, TextField } from "@shopify/polaris";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";

import { naming, pointsName } from "../../../i18n/shopper/say.ts";
import { offersAt, take, type Offer, type Offers } from "../../../messages/content/document/completion.ts";
import type { EmailLanguage } from "../../../messages/content/document/document.ts";
import { variables } from "../../../messages/content/document/variables.ts";
import { useShop, useT } from "../../locale.tsx";
import { OfferList, optionId } from "./offer-list.tsx";

type Props = {
  id: string;
  label: string;
  helpText?: string;
  language: EmailLanguage;
  value: string;
  /** Lines that are shown; none is a field of one line. */
  multiline?: number;
  maxHeight?: number;
  maxLength?: number;
  /** Whether `{% … %}` may be written. */
  conditions?: boolean;
  onChange: (value: string) => void;
  onBlur?: () => void;
};

type Shown = Offers & { active: number };

/**
 * A field for words with values in them: after `{{`, `|` or `{%` it offers what may stand there. Arrows choose, Enter or Tab takes, Escape closes. An area of
 * several lines stays a text field to screen readers, which know no combobox of lines; both are told how many there are, and which is active.
 */
export function LiquidField({ id, language, value, conditions = true, onChange, onBlur, ...rest }: Props) {
  const t = useT();
  const called = pointsName({ locale: language, names: useShop().pointsNames });
  const [shown, setShown] = useState<Shown | null>(null);
  const next = useRef<[number, number] | null>(null);
  const list = useId();
  const field = () => document.getElementById(id) as HTMLTextAreaElement | HTMLInputElement | null;
  useEffect(() => {
    if (next.current === null) return;
    const element = field();
    element?.focus();
    element?.setSelectionRange(...next.current);
    next.current = null;
  });
  const look = (text: string, caret: number | null | undefined) => {
    const offers = caret == null ? null : offersAt(text, caret, conditions);
    setShown(offers === null ? null : { ...offers, active: 0 });
  };
  const takeOffer = (offer: Offer) => {
    if (shown === null) return;
    const sample = offer.kind === "variable" ? naming(variables[offer.name].sample[language], called) : "";
    const done = take(value, shown, offer, sample);
    next.current = done.selection;
    onChange(done.text);
    // A condition asks next which value it is about.
    if (done.selection[0] === done.selection[1]) look(done.text, done.selection[0]);
    else setShown(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (shown === null || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const count = shown.offers.length;
    const move = (by: number) => setShown({ ...shown, active: (shown.active + by + count) % count });
    const offer = shown.offers[shown.active];
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape") setShown(null);
    else if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && offer !== undefined) takeOffer(offer);
    else {
      // Where the caret goes by itself, what was offered is no longer about it.
      if (["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"].includes(event.key)) setShown(null);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const open = shown !== null;
  return (
    <div onKeyDownCapture={onKeyDown}>
      <TextField
        {...rest}
        {...{ id, value, autoComplete: "off", ariaAutocomplete: "list" }}
        {...(rest.multiline === undefined ? { role: "combobox", ariaExpanded: open } : {})}
        {...(open ? { ariaControls: list, ariaActiveDescendant: optionId(list, shown.active) } : {})}
        onChange={(text) => {
          onChange(text);
          look(text, field()?.selectionStart);
        }}
        onBlur={() => {
          setShown(null);
          onBlur?.();
        }}
      />
      <div aria-live="polite">
        {open && (
          <Text as="p" visuallyHidden>
            {t("emailOffers.count", { count: shown.offers.length })}
          </Text>
        )}
      </div>
      {open && (
        <OfferList
          {...{ id: list, label: t("emailOffers.label"), language, active: shown.active, offers: shown.offers }}
          onTake={takeOffer}
        />
      )}
      {open && (
        <Text as="p" tone="subdued">
          {t("emailOffers.keys")}
        </Text>
      )}
    </div>
  );
}
