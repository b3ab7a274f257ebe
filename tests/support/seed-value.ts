const DEFAULT_SEED = 20_261_121;

function readSeed(text: string | undefined): number | null {
  if (text === undefined || text === "") return DEFAULT_SEED;
  if (text === "random") return null;
  const seed = Number(text);
  if (!Number.isInteger(seed)) throw new Error("SEED is a whole number or the word random");
  return seed;
}

/** Null: each property draws a seed of its own and prints it when it fails. */
export const SEED = readSeed(process.env["SEED"]);
