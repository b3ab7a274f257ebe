import { useFetcher } from "@remix-run/react";

import { failureIn } from "./failure.ts";

export type Load<Loader> = {
  load: (address: string) => void;
  busy: boolean;
  data: ReturnType<typeof useFetcher<Loader>>["data"];
  /** Whether it could not be loaded; the page stays as it is and may offer to try again. */
  failed: boolean;
};

/** What a page asks for by itself once it stands. Its route exports `clientLoader` of `route.ts`, so that a failure leaves the page alone. */
export function useLoad<Loader>(): Load<Loader> {
  const { load, data, state } = useFetcher<Loader>();
  const failed = failureIn(data) !== null;
  return { load, busy: state !== "idle", data: failed ? undefined : data, failed };
}
