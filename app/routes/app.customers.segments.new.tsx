import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { createSegment } from "../actions/segments/create-segment.server.ts";
import type { EditorAnswer } from "../components/segment-editor/editor-answer.ts";
import { SegmentEditorPage } from "../components/segment-editor/editor-page.tsx";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { LONGEST_NAME } from "../segments/editing/draft.ts";
import { readPosted } from "../segments/editing/posted.ts";
import { limits } from "../segments/language/reading/reader.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

/** What others lead here with: the name and the query to begin with. */
export async function loader({ request }: LoaderFunctionArgs) {
  await authenticateMerchant(request);
  const { searchParams } = new URL(request.url);
  const query = (searchParams.get("query") ?? "").slice(0, limits.characters);
  return { begin: { name: (searchParams.get("name") ?? "").slice(0, LONGEST_NAME), query } };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const posted = readPosted(await readFields(request));
  if (posted === null) throw new Response("Not a segment", { status: 422 });
  const { name, query } = posted;
  const created = await createSegment(shop, { name, query });
  if (created.ok) return { ok: true, segmentId: created.segment.segmentId } satisfies EditorAnswer;
  return data(created satisfies EditorAnswer, { status: 422 });
}

export default function NewSegment() {
  const { begin } = useLoaderData<typeof loader>();
  return <SegmentEditorPage segment={null} begin={begin} />;
}
