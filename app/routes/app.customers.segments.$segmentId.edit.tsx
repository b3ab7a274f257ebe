import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { changeSegment } from "../actions/segments/change-segment.server.ts";
import { createSegment } from "../actions/segments/create-segment.server.ts";
import type { EditorAnswer, SavedSegment } from "../components/segment-editor/editor-answer.ts";
import { SegmentEditorPage } from "../components/segment-editor/editor-page.tsx";
import { db } from "../db.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { readPosted } from "../segments/editing/posted.ts";
import { findSegment, type EditedSegment } from "../segments/editing/store.server.ts";

const intentSchema = z.enum(["save", "save-as-new"]);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const segment = await findSegment(db(), shop.shopId, parseId(params["segmentId"]));
  if (segment === null) throw notFound();
  return { segment: savedOf(segment) };
}

/** Saves what is edited; where the segment is gone meanwhile, as a new one. */
export async function action({ request, params }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const segmentId = parseId(params["segmentId"]);
  const form = await readFields(request);
  const intent = intentSchema.safeParse(form.get("intent")).data;
  const posted = readPosted(form);
  if (intent === undefined || posted === null) throw new Response("Not a segment", { status: 422 });
  const saved = intent === "save" ? await changeSegment(shop, segmentId, posted) : await createSegment(shop, posted);
  if (saved.ok) return { ok: true, segmentId: saved.segment.segmentId } satisfies EditorAnswer;
  const answer: EditorAnswer = saved.reason === "changed" ? { ok: false, reason: "changed", other: savedOf(saved.other) } : saved;
  return data(answer, { status: answer.reason === "changed" ? 409 : 422 });
}

function savedOf({ segmentId, name, query, revision }: EditedSegment): SavedSegment {
  return { segmentId, name, query, revision };
}

function parseId(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

function notFound(): Response {
  return new Response("segment", { status: 404 });
}

export default function EditSegment() {
  const { segment } = useLoaderData<typeof loader>();
  return <SegmentEditorPage key={segment.segmentId} segment={segment} />;
}
