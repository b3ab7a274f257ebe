export const pictureKinds = ["jpeg", "png", "webp"] as const;
export type PictureKind = (typeof pictureKinds)[number];

const BEGINNINGS: readonly { kind: PictureKind; at: number; bytes: readonly number[] }[] = [
  { kind: "jpeg", at: 0, bytes: [0xff, 0xd8, 0xff] },
  { kind: "png", at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { kind: "webp", at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
];
const RIFF = [0x52, 0x49, 0x46, 0x46];

/** What a file is by its first bytes, whatever it is called; null for all that is no picture of these kinds. */
export function kindOf(file: Uint8Array): PictureKind | null {
  const has = (at: number, bytes: readonly number[]) => bytes.every((byte, place) => file[at + place] === byte);
  const found = BEGINNINGS.find(({ kind, at, bytes }) => has(at, bytes) && (kind !== "webp" || has(0, RIFF)));
  return found?.kind ?? null;
}
