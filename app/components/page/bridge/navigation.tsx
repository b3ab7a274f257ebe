import { NavMenu } from "@shopify/app-bridge-react";
import { Link } from "@remix-run/react";

import { useT } from "../../locale.tsx";

/** The app's pages in the admin's own navigation. */
export function Navigation() {
  const t = useT();
  return (
    <NavMenu>
      <Link to="/app" rel="home">
        {t("nav.home")}
      </Link>
      <Link to="/app/customers">{t("nav.customers")}</Link>
      <Link to="/app/program">{t("nav.program")}</Link>
      <Link to="/app/rewards">{t("nav.rewards")}</Link>
      <Link to="/app/claims">{t("nav.claims")}</Link>
      <Link to="/app/reports">{t("nav.reports")}</Link>
      <Link to="/app/segments">{t("nav.segments")}</Link>
      <Link to="/app/flows">{t("nav.flows")}</Link>
      <Link to="/app/points-tools">{t("nav.pointsTools")}</Link>
      <Link to="/app/settings">{t("nav.settings")}</Link>
      <Link to="/app/privacy">{t("nav.privacy")}</Link>
      <Link to="/app/webhook-problems">{t("nav.webhooks")}</Link>
    </NavMenu>
  );
}
