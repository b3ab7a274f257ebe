import { Button } from "@shopify/polaris";

import { useT } from "../locale.tsx";
import { usePicker } from "../page/bridge/picker.ts";
import { useToast } from "../page/bridge/toast.ts";
import type { Wish } from "./use-decide.ts";

/** Pins products that a merchant chooses in Shopify's own picker. */
export function AddProduct({
  label,
  productId,
  busy,
  decide,
}: {
  label: string;
  productId: bigint;
  busy: boolean;
  decide: (wish: Wish) => void;
}) {
  const t = useT();
  const toast = useToast();
  const openPicker = usePicker();
  const pick = async () => {
    try {
      const picked = await openPicker({ type: "product", multiple: false, action: "select", filter: { variants: false } });
      const [chosen] = picked ?? [];
      const id = chosen === undefined ? undefined : /\/(\d{1,18})$/.exec(chosen.id)?.[1];
      if (chosen === undefined || id === undefined) return;
      decide({ productId, otherId: BigInt(id), title: chosen.title, seen: null, want: "pinned" });
    } catch {
      toast(t("recommendations.pickerFailed"), { isError: true });
    }
  };
  return (
    <Button disabled={busy} onClick={() => void pick()}>
      {label}
    </Button>
  );
}
