import { BlockStack, InlineStack, Link, List } from "@shopify/polaris";

import type { Person } from "../../points/adjusting/adjust-many.server.ts";
import { useT } from "../locale.tsx";
import { to } from "../../pages.ts";
import { usePersonName } from "./person-name.ts";

/** Customers by name, each with the way to their account. @param props.next the address of those that follow */
export function PeopleList({ people, next }: { people: readonly Person[]; next: string | null }) {
  const t = useT();
  const nameOf = usePersonName();
  return (
    <BlockStack gap="200">
      <List>
        {people.map((person) => (
          <List.Item key={person.customerId.toString()}>
            <Link url={to("customer", { customerId: person.customerId })}>{nameOf(person)}</Link>
          </List.Item>
        ))}
      </List>
      {next !== null && (
        <InlineStack>
          <Link url={next}>{t("pointsTools.more")}</Link>
        </InlineStack>
      )}
    </BlockStack>
  );
}
