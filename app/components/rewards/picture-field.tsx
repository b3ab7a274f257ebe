import { InlineStack, TextField, Thumbnail } from "@shopify/polaris";
import { ImageIcon } from "@shopify/polaris-icons";

import { isPictureAddress, pictureAt } from "../../lib/web-address.ts";
import { PICTURE_SIZE } from "../../program/rules/picture.ts";
import { useT } from "../locale.tsx";

type Props = { id?: string; value: string; onChange: (value: string) => void; error?: string | undefined };

/** The address of a picture that shoppers see beside something, and the picture. */
export function PictureField({ id, value, onChange, error }: Props) {
  const t = useT();
  const url = value.trim();
  return (
    <InlineStack gap="400" blockAlign="start" wrap={false}>
      <Thumbnail source={isPictureAddress(url) ? pictureAt(url, PICTURE_SIZE) : ImageIcon} alt="" size="medium" />
      <div className="grow">
        <TextField
          {...(id === undefined ? {} : { id })}
          label={t("rewardForm.picture")}
          helpText={t("rewardForm.pictureHelp")}
          value={value}
          onChange={onChange}
          error={error}
          type="url"
          autoComplete="off"
          maxLength={2_000}
        />
      </div>
    </InlineStack>
  );
}
