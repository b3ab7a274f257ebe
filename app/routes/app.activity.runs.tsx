import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { batchKinds, isOpen, type Batch } from "../batches/batch.ts";
import { listBatches } from "../batches/batches.server.ts";
import { countWaiting } from "../bonuses/claims/claims-list.server.ts";
import { useLive } from "../components/batches/progress.tsx";
import { RunList, type RunLine } from "../components/batches/run-list.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Pages } from "../components/page/pages.tsx";
import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";

const PAGE = 10;

/** What the list says of a run, whatever its kind. */
const specSchema = z.object({
  dryRun: z.boolean().catch(false),
  points: z.string().transform(BigInt).nullable().catch(null),
  importId: z.number().nullable().catch(null),
});

function lineOf({ runId, kind, state, done, total, createdAt, spec }: Batch): RunLine {
  return { runId, kind, state, done, total, createdAt, ...specSchema.parse(spec) };
}

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const text = new URL(request.url).searchParams.get("before") ?? "";
  const before = /^\d{1,18}$/.test(text) ? BigInt(text) : null;
  const [runs, waiting] = await Promise.all([
    listBatches(db(), shop.shopId, { kinds: batchKinds, limit: PAGE + 1, before }),
    countWaiting(db(), shop.shopId),
  ]);
  return { runs: runs.slice(0, PAGE).map(lineOf), more: runs.length > PAGE, waiting };
}

export default function Runs() {
  const { runs, more, waiting } = useLoaderData<typeof loader>();
  const t = useT();
  const last = runs.at(-1);
  useLive(runs.some(({ state }) => isOpen(state)));
  return (
    <AdminPage
      intro={t("pointsTools.runsIntro")}
      counts={{ approvals: waiting }}
      primaryAction={{ content: t("pointsTools.adjustOpen"), url: to("adjust") }}
    >
      <RunList runs={runs} />
      <Pages next={more && last !== undefined ? to("runs", { before: last.runId }) : null} />
    </AdminPage>
  );
}
