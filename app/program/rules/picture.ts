import { z } from "zod";

import { isPictureAddress, pictureAt } from "../../lib/web-address.ts";
import { textsSchema } from "./texts.ts";

/** A picture beside a reward or a tier: where it is on the web, and what it shows, for who cannot see it; null: nothing that the title does not say. */
export const pictureSchema = z.object({ url: z.string().refine(isPictureAddress, "url"), alt: textsSchema.nullable() });

export type Picture = z.infer<typeof pictureSchema>;

/** Pixels of its sides, wherever shoppers see it. */
export const PICTURE_SIZE = 64;

/** As shoppers' pages ask for it. */
export function shownPicture(picture: Picture | null): Picture | null {
  return picture === null ? null : { url: pictureAt(picture.url, PICTURE_SIZE), alt: picture.alt };
}
