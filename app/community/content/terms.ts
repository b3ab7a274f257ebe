import { z } from "zod";

import { isPictureAddress } from "../../lib/web-address.ts";
import { textsSchema } from "../../program/rules/texts.ts";

export const LONGEST_ABOUT = 10_000;

/** Where a group meets. A council meets here: by what is posted. */
export const groupKinds = ["discord", "circle", "mighty", "facebook", "other", "council"] as const;
export type GroupKind = (typeof groupKinds)[number];

/** How one gets in: everybody by the same link, each by one of their own, or not at all. */
export const givings = ["shared", "single", "none"] as const;
export type Giving = (typeof givings)[number];

export const handleSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);

/** A group as customers know it. */
export const termsSchema = z
  .object({
    ...{ kind: z.enum(groupKinds), title: textsSchema },
    /** With the marks of messages/content/document/page-markup.ts. */
    about: z.record(z.string().regex(/^[a-z]{2}$/), z.string().trim().min(1).max(LONGEST_ABOUT)),
    ...{ tier: z.string().max(40).nullable(), segmentId: z.number().int().min(1).nullable(), giving: z.enum(givings) },
    /** The link of all, where they share one. */
    url: z.string().refine(isPictureAddress, "url").nullable(),
  })
  .refine(({ giving, url }) => (giving === "shared") === (url !== null), "url");
export type Terms = z.infer<typeof termsSchema>;
