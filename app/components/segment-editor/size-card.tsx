import { BlockStack, Card, Link, List, SkeletonBodyText, Text } from "@shopify/polaris";

import type { Example, Size } from "../../segments/editing/size.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import type { SizeState } from "./use-size.ts";

/** Whom the query holds as it is written now. @param broken something is typed that cannot be read */
export function SizeCard({ size, broken }: { size: SizeState; broken: boolean }) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("segmentEditor.size")}
        </Text>
        <div role="status" aria-busy={size.state === "busy"}>
          {size.state === "known" ? (
            <Known size={size.size} />
          ) : size.state === "busy" ? (
            <BlockStack gap="200">
              <Text as="p" visuallyHidden>
                {t("segmentEditor.sizeBusy")}
              </Text>
              <SkeletonBodyText lines={3} />
            </BlockStack>
          ) : (
            <Text as="p" tone="subdued">
              {size.state === "too-slow" || size.state === "awaiting"
                ? t(size.state === "awaiting" ? "segmentEditor.sizeAwaiting" : "segmentEditor.sizeSlow")
                : size.state === "failed"
                  ? t("segmentEditor.sizeFailed")
                  : t(broken ? "segmentEditor.sizeBroken" : "segmentEditor.sizeNothing")}
            </Text>
          )}
        </div>
        {size.state === "known" && size.size.examples.length > 0 && <Examples examples={size.size.examples} />}
      </BlockStack>
    </Card>
  );
}

function Known({ size }: { size: Size }) {
  const t = useT();
  const format = useFormat();
  const { about, members, customers, revenue } = size;
  return (
    <BlockStack gap="100">
      <Text as="p" variant="headingLg" numeric>
        {t(about ? "segmentEditor.aboutMembers" : "segmentEditor.members", { count: members })}
      </Text>
      <Text as="p">{t("segmentEditor.ofCustomers", { share: format.percent(customers === 0 ? 0 : members / customers) })}</Text>
      {revenue !== null && <Text as="p">{t("segmentEditor.ofRevenue", { share: format.percent(revenue) })}</Text>}
      <Text as="p" variant="bodySm" tone="subdued">
        {about ? `${t("segmentEditor.aboutHelp")} ${t("segmentEditor.sizeHelp")}` : t("segmentEditor.sizeHelp")}
      </Text>
    </BlockStack>
  );
}

function Examples({ examples }: { examples: readonly Example[] }) {
  const t = useT();
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {t("segmentEditor.examples")}
      </Text>
      <List>
        {examples.map((example) => (
          <List.Item key={String(example.customerId)}>
            <Link url={to("customer", { customerId: example.customerId })}>
              {nameOf(example) ?? t("segmentEditor.nameless", { id: String(example.customerId) })}
            </Link>
          </List.Item>
        ))}
      </List>
    </BlockStack>
  );
}

function nameOf({ firstName, lastName, email }: Example): string | null {
  const name = [firstName, lastName].filter((part) => part !== null && part !== "").join(" ");
  return name === "" ? email : name;
}
