import { Badge, Link, Text } from "@shopify/polaris";

import type { CalendarDayEntry } from "../../insights/campaigns/calendar.server.ts";
import { to } from "../../pages.ts";
import { flowTitle } from "../flows/words/flow-words.ts";
import { useT } from "../locale.tsx";
import { stateNames, stateTones } from "../campaigns/campaign-words.ts";

/** What is sent on a day, or was. */
export function SentDay({ entry: { campaigns, flows, sent }, isToday }: { entry: CalendarDayEntry; isToday: boolean }) {
  const t = useT();
  return (
    <ul>
      {campaigns.map(({ campaignId, name, state }) => (
        <li key={campaignId}>
          <Link url={to("campaign", { campaignId })}>{name}</Link> <Badge tone={stateTones[state]}>{t(stateNames[state])}</Badge>
        </li>
      ))}
      {flows.map(({ flowId, name, preset, emails }) => (
        <li key={`flow ${flowId}`}>
          <Link url={to("flow", { flowId })}>
            {t(isToday ? "calendar.expectedToday" : "calendar.expected", { name: flowTitle({ name, preset }, t), count: emails })}
          </Link>
        </li>
      ))}
      {sent > 0 && (
        <li>
          <Text as="span" tone="subdued">
            {t("calendar.sent", { count: sent })}
          </Text>
        </li>
      )}
    </ul>
  );
}
