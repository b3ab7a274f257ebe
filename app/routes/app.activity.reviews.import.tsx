import { BlockStack, Button, Card, InlineStack, List, Text } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";

import { importReviews, removeImported, type ReviewFile } from "../actions/merchant/import-reviews.server.ts";
import { FileField, useProblemWords } from "../components/imports/upload-form.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { usePost } from "../components/page/posting/post.ts";
import { programWords, rowWords } from "../components/reviews/words.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { readUpload } from "../imports/file/upload.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { listTakenOver } from "../reviews/exchange/import.server.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  return { taken: await listTakenOver(db(), shop.shopId) };
}

type Answer = ReviewFile | { outcome: "removed"; count: number } | { outcome: "missing" };

export async function action({ request }: ActionFunctionArgs): Promise<Answer> {
  const { shop, actor } = await authenticateMerchant(request);
  const form = await readUpload(request);
  if (form === "too-large") return { outcome: "refused", problem: { code: "too-large" } };
  const [intent, file, name] = [form.get("intent"), form.get("file"), form.get("name")];
  if (intent === "remove" && typeof name === "string") return { outcome: "removed", count: await removeImported(shop, name) };
  if (intent !== "check" && intent !== "take") throw new Response("Unknown intent", { status: 422 });
  if (!(file instanceof File) || file.name === "") return { outcome: "missing" };
  const bytes = new Uint8Array(await file.arrayBuffer());
  return importReviews(shop, { bytes, name: file.name, actor, take: intent === "take" });
}

/** Reviews from another reviews app: looked at first, then taken over, and taken away again by file. */
export default function ImportReviews() {
  const { taken } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  const [file, setFile] = useState<File | null>(null);
  const post = usePost<typeof action>({ action: to("reviewImport"), encType: "multipart/form-data" });
  const { answer, busy } = post;
  const error = useErrorOf(answer);
  const send = (intent: string, more: Record<string, string> = {}) => {
    const form = new FormData();
    form.set("intent", intent);
    if (file !== null) form.set("file", file);
    for (const [name, value] of Object.entries(more)) form.set(name, value);
    post.submit(form);
  };
  useTellOnce(answer, (told) => {
    if (told.outcome === "taken") {
      toast(t("reviewImport.done", { count: told.count }));
      setFile(null);
    } else if (told.outcome === "removed") toast(t("reviewImport.removed", { count: told.count }));
  });
  return (
    <AdminPage intro={t("reviewImport.intro")}>
      <BlockStack gap="400">
        <Card>
          <BlockStack gap="400">
            <FileField file={file} choose={setFile} error={busy ? null : error} />
            <Text as="p" tone="subdued">
              {t("reviewImport.about")}
            </Text>
            <InlineStack gap="200">
              <Button loading={busy} onClick={() => send("check")}>
                {t("reviewImport.check")}
              </Button>
            </InlineStack>
            {answer?.outcome === "checked" && file !== null && <Report report={answer} busy={busy} onTake={() => send("take")} />}
          </BlockStack>
        </Card>
        {taken.length > 0 && <Taken busy={busy} onRemove={(name) => send("remove", { name })} />}
      </BlockStack>
    </AdminPage>
  );
}

function useErrorOf(answer: Answer | undefined): string | null {
  const t = useT();
  const words = useProblemWords();
  if (answer?.outcome === "refused") return words(answer.problem);
  if (answer?.outcome === "no-columns") return t("reviewImport.noColumns", { columns: answer.columns });
  return answer?.outcome === "missing" ? t("reviewImport.fileMissing") : null;
}

type ReportProps = { report: Extract<ReviewFile, { outcome: "checked" }>; busy: boolean; onTake: () => void };

/** What a file has, before anything is taken over. */
function Report({ report: { program, found, known, problems, more }, busy, onTake }: ReportProps) {
  const t = useT();
  return (
    <BlockStack gap="300">
      <Text as="h2" variant="headingMd">
        {t(program === null ? "reviewImport.programOther" : programWords[program])}
      </Text>
      <Text as="p">
        {t("reviewImport.found", { count: found })} {known > 0 && t("reviewImport.known", { count: known })}
      </Text>
      {problems.length > 0 && (
        <>
          <Text as="p">{t("reviewImport.problems", { count: problems.length + more })}</Text>
          <List>
            {problems.map(({ row, code, value }) => (
              <List.Item key={row}>{`${t("reviewImport.line", { row })}: ${t(rowWords[code], { value })}`}</List.Item>
            ))}
            {more > 0 && <List.Item>{t("reviewImport.more", { count: more })}</List.Item>}
          </List>
        </>
      )}
      {found > known && (
        <InlineStack>
          <Button variant="primary" disabled={busy} onClick={onTake}>
            {t("reviewImport.take", { count: found - known })}
          </Button>
        </InlineStack>
      )}
    </BlockStack>
  );
}

function Taken({ busy, onRemove }: { busy: boolean; onRemove: (file: string) => void }) {
  const { taken } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("reviewImport.listTitle")}
        </Text>
        {taken.map(({ file, count, at }) => {
          const name = file.replace(/^file:/, "");
          return (
            <InlineStack key={file} align="space-between" blockAlign="center" gap="200">
              <Text as="p" breakWord>
                {`${name} · ${t("reviewImport.count", { count })}${at === null ? "" : ` · ${format.date(at)}`}`}
              </Text>
              <Button
                disabled={busy}
                accessibilityLabel={t("reviewImport.removeOf", { file: name })}
                onClick={() => onRemove(file)}
              >
                {t("reviewImport.remove")}
              </Button>
            </InlineStack>
          );
        })}
      </BlockStack>
    </Card>
  );
}
