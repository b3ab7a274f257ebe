import { Badge, Box, Button, Checkbox, Link, Text } from "@shopify/polaris";

import type { Counts, RegistrationState } from "../../gatherings/registrations/registrations.server.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { useDownload } from "../page/download.tsx";
import { Row, RowsCard } from "../page/rows-card.tsx";
import { countsWords } from "./words.ts";

export type CardGuest = { customerId: string; name: string; state: RegistrationState; askedAt: string; attended: boolean | null };

type Props = {
  gatheringId: number;
  guests: readonly CardGuest[];
  counts: Counts;
  places: number | null;
  /** It has begun: it can be said who is there. */
  begun: boolean;
  busy: boolean;
  onMark: (customerId: string, attended: boolean) => void;
};

/** Who comes, and who waits for a place. */
export function GuestList({ gatheringId, guests, counts, places, begun, busy, onMark }: Props) {
  const t = useT();
  const format = useFormat();
  const exporting = useDownload({
    ...{ url: to("gatheringCsv", { gatheringId }), fileName: `reprise-event-${gatheringId}.csv` },
    failed: t("gatherings.exportFailed"),
  });
  return (
    <RowsCard
      title={t("gatherings.listed")}
      help={countsWords(counts, places, t).join(" · ")}
      none={t("gatherings.noGuests")}
      foot={
        guests.length > 0 && (
          <Box padding="400">
            <Button loading={exporting.busy} onClick={exporting.download}>
              {t("gatherings.exportGuests")}
            </Button>
          </Box>
        )
      }
    >
      {guests.map(({ customerId, name, state, askedAt, attended }) => (
        <Row
          key={customerId}
          end={
            state === "waiting" ? (
              <Badge>{t("gatherings.waits")}</Badge>
            ) : begun ? (
              <Checkbox
                label={<span aria-label={t("gatherings.wasThereNamed", { name })}>{t("gatherings.wasThere")}</span>}
                checked={attended === true}
                disabled={busy}
                onChange={(on) => onMark(customerId, on)}
              />
            ) : undefined
          }
        >
          <Link url={to("customer", { customerId })}>{name}</Link>
          <Text as="p" tone="subdued">
            {format.dateTime(new Date(askedAt))}
          </Text>
        </Row>
      ))}
    </RowsCard>
  );
}
