/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";

import { failureIn, search, type Failure, type TillSearch } from "../api.ts";
import { t, typedIn } from "../host.ts";
import { addToSale } from "../sale.ts";
import { useOnline } from "../use-customer.ts";
import { Problem } from "./problem.tsx";

/** Asked once somebody has stopped typing. */
const PAUSE_MS = 300;
const SHORTEST = 2;

type Found = { of: string; result: TillSearch | null; failure: Failure | null };

/** Finds a customer and puts them on the sale. @param onBack left out where nobody is on it yet */
export function Search({ onChosen, onBack }: { onChosen: () => void; onBack?: () => void }) {
  const isOnline = useOnline();
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState(0);
  const [found, setFound] = useState<Found | null>(null);
  const [failed, setFailed] = useState(false);
  const text = typed.trim();
  useEffect(() => {
    if (text.length < SHORTEST || !isOnline) return;
    let over = false;
    const timer = setTimeout(() => {
      search(text).then(
        (result) => over || setFound({ of: text, result, failure: null }),
        (thrown: unknown) => over || setFound({ of: text, result: null, failure: failureIn(thrown) }),
      );
    }, PAUSE_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [text, isOnline, asked]);
  const choose = async (customerId: string) => {
    const isAdded = await addToSale(customerId);
    setFailed(!isAdded);
    if (isAdded) onChosen();
  };
  const shown = text.length >= SHORTEST && found?.of === text ? found : null;
  return (
    <s-stack gap="base">
      <s-text>{t("search.hint")}</s-text>
      <s-search-field placeholder={t("search.placeholder")} value={typed} onInput={(event) => setTyped(typedIn(event))} />
      {!isOnline && <s-banner heading={t("sale.offline")} tone="warning" />}
      {failed && <s-banner heading={t("sale.not_added")} tone="critical" />}
      {shown?.failure != null && <Problem failure={shown.failure} onRetry={() => setAsked((times) => times + 1)} />}
      {shown?.result != null && <People found={shown.result} onChosen={(id) => void choose(id)} />}
      {onBack !== undefined && <s-button onClick={onBack}>{t("search.back")}</s-button>}
    </s-stack>
  );
}

function People({ found: { people, more }, onChosen }: { found: TillSearch; onChosen: (customerId: string) => void }) {
  return (
    <s-stack gap="small">
      {people.length === 0 && <s-text>{t("search.none")}</s-text>}
      {people.map(({ id, name, contact }) => (
        <s-clickable key={id} onClick={() => onChosen(id)}>
          <s-stack>
            <s-text type="strong">{name}</s-text>
            {contact !== null && <s-text color="subdued">{contact}</s-text>}
          </s-stack>
        </s-clickable>
      ))}
      {more && <s-text color="subdued">{t("search.more")}</s-text>}
    </s-stack>
  );
}
