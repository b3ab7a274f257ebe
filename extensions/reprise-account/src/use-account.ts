import { useEffect, useState } from "preact/hooks";

import { readView, type AccountPage } from "./api.ts";

export type Account = { state: "loading" } | { state: "failed" } | { state: "known"; view: AccountPage | null };

/** The shopper's account, and the way to read it anew; what is known stays in view meanwhile. */
export function useAccount(): [Account, () => void] {
  const [account, setAccount] = useState<Account>({ state: "loading" });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let over = false;
    readView().then(
      (view) => over || setAccount({ state: "known", view }),
      () => over || setAccount((before) => (before.state === "known" ? before : { state: "failed" })),
    );
    return () => {
      over = true;
    };
  }, [asked]);
  return [account, () => setAsked((times) => times + 1)];
}
