import { Banner, Link } from "@shopify/polaris";

import type { Import } from "../../imports/import.ts";
import type { ImportCounts } from "../../imports/imports.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { to } from "../../pages.ts";

type Props = { current: Import; counts: ImportCounts; same: { importId: number; at: Date } | null };

/** What a merchant should know before a checked file is imported. */
export function ImportNotices({ current, counts, same }: Props) {
  const t = useT();
  const format = useFormat();
  if (current.state !== "checked") return null;
  return (
    <>
      {same !== null && (
        <Banner tone="warning">
          <p>
            {t("imports.same", { date: format.dateTime(same.at) })}{" "}
            <Link url={to("import", { importId: same.importId })}>{t("imports.sameOpen")}</Link>
          </p>
        </Banner>
      )}
      {current.reading.tiersIgnored && (
        <Banner tone="info">
          <p>{t("imports.tiersIgnored")}</p>
        </Banner>
      )}
      {counts.ready === 0 && (
        <Banner tone="critical">
          <p>{t("imports.nothingReady")}</p>
        </Banner>
      )}
    </>
  );
}
