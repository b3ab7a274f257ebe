import { writeQuery, type CustomerQuery } from "../../customers/views/list-query.ts";
import { DownloadButton } from "../download-button.tsx";
import { useT } from "../locale.tsx";

/** All customers that the list shows, on all its pages. */
export function ExportButton({ query }: { query: CustomerQuery }) {
  const t = useT();
  const url = `/app/customers.csv?${writeQuery({ ...query, cursor: null }).toString()}`;
  return (
    <DownloadButton
      url={url}
      fileName="reprise-customers.csv"
      failed={t("customers.exportFailed")}
      busyText={t("customers.exporting")}
    >
      {t("customers.export")}
    </DownloadButton>
  );
}
