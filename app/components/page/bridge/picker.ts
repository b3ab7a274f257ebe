import { useAppBridge } from "@shopify/app-bridge-react";

/** Opens Shopify's own picker of products, variants or collections. Undefined when it is closed; refused where it cannot be opened. */
export function usePicker(): ReturnType<typeof useAppBridge>["resourcePicker"] {
  const shopify = useAppBridge();
  return (options) => shopify.resourcePicker(options);
}
