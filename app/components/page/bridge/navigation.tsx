import { NavMenu } from "@shopify/app-bridge-react";
import { Link } from "@remix-run/react";

import { leadOf, pages, sections } from "../../../pages.ts";
import { useT } from "../../locale.tsx";

/** The app's sections in the admin's own navigation. Shopify does not show the first, which the app's name leads to. */
export function Navigation() {
  const t = useT();
  return (
    <NavMenu>
      {sections.map(({ word, tabs: [first] }, place) => (
        <Link key={word} to={pages[leadOf(first)].path} {...(place === 0 ? { rel: "home" } : {})}>
          {t(word)}
        </Link>
      ))}
    </NavMenu>
  );
}
