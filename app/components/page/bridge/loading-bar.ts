import { useAppBridge } from "@shopify/app-bridge-react";
import { useFetchers, useNavigation } from "@remix-run/react";
import { useEffect } from "react";

/** Shows in the admin's bar that a page is on its way, or that something is being sent or fetched. For the layout, once. */
export function LoadingBar(): null {
  const shopify = useAppBridge();
  const navigation = useNavigation();
  const fetchers = useFetchers();
  const loading = [navigation, ...fetchers].some(({ state }) => state !== "idle");
  useEffect(() => {
    if (!loading) return;
    shopify.loading(true);
    return () => shopify.loading(false);
  }, [shopify, loading]);
  return null;
}
