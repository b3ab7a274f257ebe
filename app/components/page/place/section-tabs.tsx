import { Badge } from "@shopify/polaris";
import { Link } from "@remix-run/react";

import { pages, to, type PageKey, type Section, type TabKey } from "../../../pages.ts";
import { useFormat, useT } from "../../locale.tsx";

export type Counts = Partial<Record<PageKey, number>>;

/** The second level of the navigation: the pages of a section, as links at the top of each. They wrap where there is no room. */
export function SectionTabs({ section, current, counts }: { section: Section; current: PageKey; counts: Counts }) {
  const t = useT();
  const format = useFormat();
  if (section.tabs.length === 1) return null;
  return (
    <nav className="section-tabs" aria-label={t(section.word)}>
      <ul>
        {section.tabs.map((tab: TabKey) => {
          const count = counts[tab] ?? 0;
          return (
            <li key={tab}>
              <Link to={to(tab)} {...(tab === current ? { "aria-current": "page" as const } : {})}>
                {t(pages[tab].word)}
                {count > 0 && <Badge tone="attention">{format.number(count)}</Badge>}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
