import { useAppBridge } from "@shopify/app-bridge-react";
import { Button } from "@shopify/polaris";
import { ArrowDownIcon } from "@shopify/polaris-icons";
import { useState } from "react";

import { useLocale } from "./locale.tsx";

type Props = { url: string; fileName: string; label?: string; failed: string; busyText?: string; children: string };

const KEEP_MS = 60_000;

/** Fetches a file instead of linking to it: only App Bridge's fetch carries the session token. The file suits the reader's spreadsheet. */
export function DownloadButton({ url, fileName, label, failed, busyText, children }: Props) {
  const shopify = useAppBridge();
  const locale = useLocale();
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const response = await fetch(`${url}${url.includes("?") ? "&" : "?"}locale=${locale}`);
      if (!response.ok) throw new Error(String(response.status));
      save(await response.blob(), fileName);
    } catch {
      shopify.toast.show(failed, { isError: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon={ArrowDownIcon} disabled={busy} accessibilityLabel={label} onClick={() => void download()}>
      {busy ? (busyText ?? children) : children}
    </Button>
  );
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}
