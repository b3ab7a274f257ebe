import { useEffect, useState } from "preact/hooks";

import { useSignal } from "../../reprise-account/src/use-signal.ts";
import { failureIn, readCustomer, type Failure, type TillCustomer } from "./api.ts";
import { host } from "./host.ts";

export type Customer = { known: TillCustomer | null; failure: Failure | null; reload: () => void };

export function useOnline(): boolean {
  return useSignal(host().connectivity.current).internetConnected === "Connected";
}

/**
 * A customer's points; what is known stays in view while they are read anew, as when the connection is back.
 * @param customerId null: nobody yet @param occasion another one: read anew
 */
export function useCustomer(customerId: string | null, occasion = ""): Customer {
  const isOnline = useOnline();
  const [state, setState] = useState<{ of: string | null; known: TillCustomer | null; failure: Failure | null }>({
    ...{ of: null, known: null, failure: null },
  });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (customerId === null || !isOnline) return;
    let over = false;
    readCustomer(customerId).then(
      (known) => over || setState({ of: customerId, known, failure: null }),
      (thrown: unknown) =>
        over ||
        setState(({ of, known }) => ({ of: customerId, known: of === customerId ? known : null, failure: failureIn(thrown) })),
    );
    return () => {
      over = true;
    };
  }, [customerId, occasion, asked, isOnline]);
  const isOurs = state.of === customerId;
  return {
    known: isOurs ? state.known : null,
    failure: isOurs ? state.failure : null,
    reload: () => setAsked((times) => times + 1),
  };
}
