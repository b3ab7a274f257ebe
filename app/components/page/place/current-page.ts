import { useMatches } from "@remix-run/react";

import { isPageKey, type PageKey } from "../../../pages.ts";

/** The page that is shown: its route's id (`app/routes.ts`). Null for an address that no page has. */
export function useCurrentPage(): PageKey | null {
  const id = useMatches().at(-1)?.id ?? "";
  return isPageKey(id) ? id : null;
}
