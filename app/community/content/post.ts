import { z } from "zod";

import { jsonField } from "../../lib/fields.ts";
import { readTexts } from "../../lib/typed-fields.ts";
import { wrongAddresses } from "../../messages/content/document/page-markup.ts";
import { longTexts, NO_TEXTS, texts, TITLE_LIMIT } from "./draft.ts";
import { LONGEST_ABOUT } from "./terms.ts";

/** What a council meets about, what came of it, and anything else. */
export const postKinds = ["agenda", "minutes", "post"] as const;
export type PostKind = (typeof postKinds)[number];

/** A post as its form holds it. */
export const postSchema = z.object({ kind: z.enum(postKinds), titles: texts, bodies: longTexts });
export type Post = z.infer<typeof postSchema>;
export const postField = jsonField(60_000).pipe(postSchema);

export const emptyPost = (kind: PostKind): Post => ({ kind, titles: NO_TEXTS, bodies: NO_TEXTS });

export type PostIssue = "required" | "too-long" | "address";
export type PostErrors = { titles?: PostIssue; bodies?: PostIssue };

/** What has to be there before a group reads it; empty where nothing is missing. */
export function wrongInPost({ titles, bodies }: Post): PostErrors {
  const [title, body] = [readTexts(titles, TITLE_LIMIT), readTexts(bodies, LONGEST_ABOUT)];
  const addresses = typeof body !== "string" && Object.values(body).some((text) => wrongAddresses(text).length > 0);
  return {
    ...(typeof title === "string" ? { titles: title } : {}),
    ...(typeof body === "string" ? { bodies: body } : addresses ? { bodies: "address" as const } : {}),
  };
}

/** Those of its words that are written. */
export function written(typed: Readonly<Record<string, string>>): Record<string, string> {
  const filled = Object.entries(typed).filter(([, text]) => text.trim() !== "");
  return filled.length === 0 ? { en: "–" } : Object.fromEntries(filled);
}
