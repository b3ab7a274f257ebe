import { Button } from "@shopify/polaris";
import { ArrowDownIcon } from "@shopify/polaris-icons";
import { useState } from "react";

import { datedName } from "../../lib/csv.ts";
import { useLocale, useShop } from "../locale.tsx";
import { useToast } from "./bridge/toast.ts";

type File = { url: string; fileName: string; /** What is said when it could not be fetched. */ failed: string };

const KEEP_MS = 60_000;

/** Fetches a file instead of linking to it: only App Bridge's fetch carries the session token. The file suits the reader's spreadsheet. */
export function useDownload({ url, fileName, failed }: File): { busy: boolean; download: () => void } {
  const toast = useToast();
  const locale = useLocale();
  const shop = useShop();
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const response = await fetch(`${url}${url.includes("?") ? "&" : "?"}locale=${locale}`);
      if (!response.ok) throw new Error(String(response.status));
      // When the server answered: its clock is the shop's, the reader's may be anywhere.
      const at = response.headers.get("Date");
      saveFile(await response.blob(), at === null ? fileName : datedName(fileName, shop, new Date(at)));
    } catch {
      toast(failed, { isError: true });
    } finally {
      setBusy(false);
    }
  };
  return { busy, download: () => void download() };
}

/** For a file that belongs to a part of a page; one of the whole page is an action of its title bar. */
export function DownloadButton({ label, children, ...file }: File & { label?: string; children: string }) {
  const { busy, download } = useDownload(file);
  return (
    <Button icon={ArrowDownIcon} loading={busy} accessibilityLabel={label} onClick={download}>
      {children}
    </Button>
  );
}

export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}
