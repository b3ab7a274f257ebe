import { Banner, BlockStack, Button, List } from "@shopify/polaris";

import { to } from "../../../pages.ts";
import type { MissingPart } from "../../../shops/settings/settings.ts";
import { useT } from "../../locale.tsx";

/** What advertising must carry and the shop has not said yet. */
export function MissingParts({ missing }: { missing: readonly MissingPart[] }) {
  const t = useT();
  if (missing.length === 0) return null;
  return (
    <Banner tone="warning" title={t("flow.missing")}>
      <BlockStack gap="200">
        <List>
          {missing.includes("sender") && <List.Item>{t("flow.missingSender")}</List.Item>}
          {missing.includes("imprint") && <List.Item>{t("flow.missingImprint")}</List.Item>}
        </List>
        <div>
          <Button url={to("settings")}>{t("flow.openSettings")}</Button>
        </div>
      </BlockStack>
    </Banner>
  );
}
