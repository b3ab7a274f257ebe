import { createHash } from "node:crypto";

import sharp from "sharp";

import { kindOf, type PictureKind } from "./kind.ts";

/** Of one file, in bytes. Phones make photos of 3 to 6 MB. */
export const LONGEST_PHOTO = 8 * 1024 * 1024;
/** Of one picture. The largest cameras of phones have 200 million, which they save as 12 or 50. */
export const MOST_PIXELS = 64_000_000;
/** Of one picture, unpacked, in bytes: all that three 8-bit channels of the most pixels take. */
const MOST_UNPACKED = 192 * 2 ** 20;
const LONGEST_SIDE = 1_600;
const SMALL_SIDE = 320;
const SHORTEST_SIDE = 16;

/** A photo made anew: pixels, and nothing else of what was sent. `digest`: of `picture`. */
export type Picture = { picture: Buffer; small: Buffer; width: number; height: number; digest: string };

// Of the many formats that the library reads, SVG and PDF among them, it may only open these.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["VipsForeignLoadJpegBuffer", "VipsForeignLoadPngBuffer", "VipsForeignLoadWebpBuffer"] });
// A photo at a time takes a processor, and its memory; shoppers must not take all.
sharp.concurrency(1);
sharp.cache(false);

let last: Promise<unknown> = Promise.resolve();

/** Null for what is no photo: another format, a broken one, one with more pixels than anybody photographs. One after the other, whoever sends them. */
export function readPicture(file: Uint8Array): Promise<Picture | null> {
  const kind = kindOf(file);
  if (kind === null || file.length > LONGEST_PHOTO) return Promise.resolve(null);
  const picture = last.then(() => make(file, kind));
  last = picture;
  return picture;
}

async function make(file: Uint8Array, kind: PictureKind): Promise<Picture | null> {
  try {
    // The first picture of several. Turned as its metadata says, which is lost with all the rest of it.
    const source = sharp(file, { limitInputPixels: MOST_PIXELS, failOn: "error", pages: 1, sequentialRead: true });
    const { format, width, height, channels, depth } = await source.metadata();
    if (format !== kind || Math.min(width, height) < SHORTEST_SIDE) return null;
    if (width * height * channels * (depth === "uchar" ? 1 : 2) > MOST_UNPACKED) return null;
    const inside = { fit: "inside", withoutEnlargement: true } as const;
    const { data, info } = await source
      .autoOrient()
      .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, ...inside })
      .toColourspace("srgb")
      .webp({ quality: 80 })
      .toBuffer({ resolveWithObject: true });
    const small = await sharp(data)
      .resize({ width: SMALL_SIDE, height: SMALL_SIDE, ...inside })
      .webp({ quality: 75 })
      .toBuffer();
    const digest = createHash("sha256").update(data).digest("hex");
    return { picture: data, small, width: info.width, height: info.height, digest };
  } catch {
    return null;
  }
}
