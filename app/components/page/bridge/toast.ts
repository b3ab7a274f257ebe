import { useAppBridge } from "@shopify/app-bridge-react";
import { useCallback } from "react";

export type Toast = { isError?: boolean; action?: { content: string; onAction: () => void } };

/** Says in a line at the admin's foot what has become of something, and may offer what comes next. */
export function useToast(): (text: string, toast?: Toast) => void {
  const shopify = useAppBridge();
  return useCallback(
    (text, { isError = false, action } = {}) => {
      shopify.toast.show(text, {
        isError,
        ...(action === undefined ? {} : { action: action.content, onAction: action.onAction }),
      });
    },
    [shopify],
  );
}
