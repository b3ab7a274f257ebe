import { Box } from "@shopify/polaris";
import type { ReactNode } from "react";

/** Keeps what stands between cards off the screen's edge, which cards touch on narrow screens. */
export function Edge({ children }: { children: ReactNode }) {
  return <Box paddingInline={{ xs: "400", sm: "0" }}>{children}</Box>;
}
