import { Badge } from "@shopify/polaris";
import { Link } from "@remix-run/react";

import type { PlainKey } from "../../../i18n/translate.ts";
import { leadOf, pages, pagesOf, to, type PageKey, type Section, type Tab } from "../../../pages.ts";
import { useFormat, useT } from "../../locale.tsx";

export type Counts = Partial<Record<PageKey, number>>;
type Props = { current: PageKey; counts: Counts };

/**
 * The second level of the navigation: the pages of a section, as links at the top of each; where some stand together, those beside the current one below.
 * They wrap where there is no room.
 */
export function SectionTabs({ section: { word, tabs }, ...props }: Props & { section: Section }) {
  if (tabs.length === 1) return null;
  const open = tabs.find((tab) => pagesOf(tab).some((page) => page === props.current));
  return (
    <div className="section-tabs">
      <Row word={word} tabs={tabs} {...props} />
      {typeof open === "object" && <Row word={open.word} tabs={open.pages} {...props} />}
    </div>
  );
}

function Row({ word, tabs, current, counts }: Props & { word: PlainKey; tabs: readonly Tab[] }) {
  const t = useT();
  return (
    <nav aria-label={t(word)}>
      <ul>
        {tabs.map((tab) => (
          <Entry key={leadOf(tab)} tab={tab} current={current} counts={counts} />
        ))}
      </ul>
    </nav>
  );
}

function Entry({ tab, current, counts }: Props & { tab: Tab }) {
  const t = useT();
  const format = useFormat();
  const count = pagesOf(tab).reduce((sum, page) => sum + (counts[page] ?? 0), 0);
  // The page itself is named by the row below.
  const isCurrent = tab === current ? ("page" as const) : pagesOf(tab).some((page) => page === current);
  return (
    <li>
      <Link to={to(leadOf(tab))} {...(isCurrent === false ? {} : { "aria-current": isCurrent })}>
        {t(typeof tab === "string" ? pages[tab].word : tab.word)}
        {count > 0 && <Badge tone="attention">{format.number(count)}</Badge>}
      </Link>
    </li>
  );
}
