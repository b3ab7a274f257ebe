import { createContext, useContext } from "react";

import { MOST_PRODUCTS, type BlockOf } from "../../../messages/content/document/blocks.ts";
import { useT } from "../../locale.tsx";
import { ResourceField } from "../../program-editor/resource-field.tsx";

const Titles = createContext<Readonly<Record<string, string>>>({});
/** What products are called that the email's blocks name, by id. */
export const ProductTitles = Titles.Provider;

type Props = { id: string; block: BlockOf<"products">; onChange: (block: BlockOf<"products">) => void };

/** The products of a row, in the order in which they are chosen. */
export function ProductField({ id, block, onChange }: Props) {
  const t = useT();
  const titles = useContext(Titles);
  return (
    <div id={id} tabIndex={-1}>
      <ResourceField
        type="product"
        label={t("emailEditor.productIds")}
        pick={t("programEdit.pickProducts")}
        ids={block.productIds}
        titles={titles}
        error={undefined}
        onChange={(ids) =>
          onChange({ ...block, productIds: ids.filter((one) => /^\d{1,18}$/.test(one)).slice(0, MOST_PRODUCTS) })
        }
      />
    </div>
  );
}
