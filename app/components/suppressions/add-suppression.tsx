import { Button, Card, BlockStack, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import { to } from "../../pages.ts";
import { useT } from "../locale.tsx";
import { usePost } from "../page/posting/post.ts";
import { useTellOnce } from "../tell-once.ts";
import { useSuppressionAnswer, type SuppressionAnswer } from "./lift-suppression.tsx";

/** Suppresses an address that the merchant types. */
export function AddSuppression() {
  const t = useT();
  const post = usePost<SuppressionAnswer>({ action: to("suppressions") });
  const [address, setAddress] = useState("");
  const [wrong, setWrong] = useState(false);
  useSuppressionAnswer(post.answer);
  useTellOnce(post.answer, ({ outcome }) => {
    setWrong(outcome === "no-address");
    if (outcome === "added") setAddress("");
  });
  return (
    <Card>
      <form {...post.form}>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t("suppressions.add")}
          </Text>
          <input type="hidden" name="intent" value="add" />
          <TextField
            label={t("suppressions.address")}
            helpText={t("suppressions.addHelp")}
            type="email"
            name="address"
            id="address"
            autoComplete="off"
            maxLength={254}
            value={address}
            onChange={(value) => {
              setWrong(false);
              setAddress(value);
            }}
            error={wrong ? t("suppressions.noAddress") : undefined}
          />
          <div>
            <Button submit loading={post.busy}>
              {t("suppressions.addButton")}
            </Button>
          </div>
        </BlockStack>
      </form>
    </Card>
  );
}
