import { useAppBridge } from "@shopify/app-bridge-react";
import { useBeforeUnload, useBlocker } from "@remix-run/react";
import { useEffect, useRef } from "react";

/**
 * Asks before a page with unsaved changes is left: App Bridge's question for every way inside the app (links, the breadcrumb, the browser's
 * back), the browser's own for a reload or a closed tab. Ways of the admin around the app ask by themselves.
 * @param unsaved needs its save bar shown: App Bridge asks only where there is one
 */
export function useLeaveQuestion(unsaved: boolean): void {
  const shopify = useAppBridge();
  // Another view of the same page, such as the language of a preview, keeps what is typed.
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => unsaved && currentLocation.pathname !== nextLocation.pathname,
  );
  const asked = useRef<typeof blocker | null>(null);
  useEffect(() => {
    if (blocker.state !== "blocked" || asked.current === blocker) return;
    asked.current = blocker;
    // Nothing comes of it when the merchant stays. Whoever is asked again has answered no to the first.
    void shopify.saveBar.leaveConfirmation().then(() => {
      if (asked.current === blocker) blocker.proceed();
    });
  }, [shopify, blocker]);
  useBeforeUnload((event) => {
    if (unsaved) event.preventDefault();
  });
}
