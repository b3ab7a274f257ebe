import { Box, Button, InlineStack, Pagination } from "@shopify/polaris";
import { useLocation, useNavigate } from "@remix-run/react";

import { useT } from "../locale.tsx";

/**
 * Previous and next page by address; absent when there is only one page. A list that only goes on (`previous` undefined) offers what is older,
 * and the way back goes through the browser's history or to the start.
 */
export function Pages({ previous, next }: { previous?: string | null; next: string | null }) {
  const t = useT();
  const navigate = useNavigate();
  if (previous === undefined) return <Onwards next={next} />;
  if (previous === null && next === null) return null;
  const go = (address: string | null) => () => {
    if (address !== null) navigate(address);
  };
  return (
    <Box padding="300">
      <InlineStack align="center">
        <Pagination
          hasPrevious={previous !== null}
          hasNext={next !== null}
          onPrevious={go(previous)}
          onNext={go(next)}
          accessibilityLabels={{ previous: t("common.previous"), next: t("common.next") }}
        />
      </InlineStack>
    </Box>
  );
}

function Onwards({ next }: { next: string | null }) {
  const t = useT();
  const { pathname, search } = useLocation();
  const params = new URLSearchParams(search);
  const later = ["events", "entries", "before"].some((name) => params.has(name));
  const tab = params.get("tab");
  if (!later && next === null) return null;
  return (
    <Box padding="300">
      <InlineStack align="center" gap="300">
        {later && (
          <Button url={tab === null ? pathname : `${pathname}?tab=${encodeURIComponent(tab)}`}>{t("common.newest")}</Button>
        )}
        {next !== null && <Button url={next}>{t("common.older")}</Button>}
      </InlineStack>
    </Box>
  );
}
