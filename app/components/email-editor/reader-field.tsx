import { BlockStack, Button, Select, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import type { FoundReader } from "../../messages/content/store/chosen-reader.server.ts";
import { useT } from "../locale.tsx";
import { usePost } from "../page/posting/post.ts";
import { usePersonName } from "../points-tools/person-name.ts";

/** For whom the email is shown: an invented reader of whom all or nothing is known, or a customer. */
export type PreviewReader = "all" | "nothing" | FoundReader;

type Props = { reader: PreviewReader; onReader: (reader: PreviewReader) => void };

/** Chooses for whom the email is shown. Customers are found as in their list. */
export function ReaderField({ reader, onReader }: Props) {
  const t = useT();
  const name = usePersonName();
  const [searching, setSearching] = useState(false);
  const [search, setSearch] = useState("");
  const post = usePost<{ did: "readers"; readers: FoundReader[] }>();
  const chosen = typeof reader === "string" ? null : reader;
  const found = post.answer?.readers;
  return (
    <BlockStack gap="200">
      <Select
        label={t("emailEditor.previewFor")}
        options={[
          { value: "all", label: t("emailEditor.knowsAll") },
          { value: "nothing", label: t("emailEditor.knowsNothing") },
          ...(chosen === null ? [] : [{ value: "chosen", label: name(chosen) }]),
          { value: "search", label: t("emailEditor.chooseReader") },
        ]}
        value={searching ? "search" : typeof reader === "string" ? reader : "chosen"}
        helpText={chosen !== null && !searching ? t("emailEditor.chosenReaderHelp") : undefined}
        onChange={(value) => {
          setSearching(value === "search");
          if (value === "all" || value === "nothing") onReader(value);
        }}
      />
      {searching && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (search.trim().length > 1) post.submit({ intent: "readers", search });
          }}
        >
          <TextField
            label={t("emailEditor.readerSearch")}
            value={search}
            maxLength={100}
            autoComplete="off"
            onChange={setSearch}
            connectedRight={
              <Button submit loading={post.busy}>
                {t("emailEditor.readerFind")}
              </Button>
            }
          />
        </form>
      )}
      {searching && (
        <div role="status">
          {found?.length === 0 && <Text as="p">{t("emailEditor.readerNobody")}</Text>}
          {found !== undefined && found.length > 0 && (
            <ul className="checks" aria-label={t("emailEditor.readersFound")}>
              {found.map((one) => (
                <li key={String(one.customerId)} className="wrap-anywhere">
                  <Button
                    variant="plain"
                    textAlign="start"
                    onClick={() => {
                      setSearching(false);
                      onReader(one);
                    }}
                  >
                    {[name(one), one.email].filter((part, at, all) => part !== null && all.indexOf(part) === at).join(", ")}
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </BlockStack>
  );
}
