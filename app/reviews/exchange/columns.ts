/** What a column of another program's file can be to us. */
export const fields = [
  ...(["id", "productId", "handle", "stars", "title", "text", "author", "email", "date", "state", "reply"] as const),
] as const;
export type Field = (typeof fields)[number];

/** Programs whose files are known by their headings. Each is read by what its columns are called, whatever it is taken for. */
export const programs = ["judge-me", "loox", "yotpo", "shopify"] as const;
export type Program = (typeof programs)[number];

/** Names of columns, in lower case and without anything but letters and digits; the first that is there counts. */
const NAMES: Record<Field, readonly string[]> = {
  id: ["reviewid", "id"],
  productId: ["productid"],
  handle: ["producthandle", "handle"],
  stars: ["rating", "reviewscore", "score", "stars"],
  title: ["title", "reviewtitle"],
  text: ["body", "reviewcontent", "content", "review", "text"],
  author: ["reviewername", "author", "displayname", "reviewerdisplayname", "nickname", "name"],
  email: ["revieweremail", "email", "useremail"],
  date: ["reviewdate", "createdat", "date", "reviewcreationdate"],
  state: ["state", "status", "published", "curated"],
  reply: ["reply", "commentcontent"],
};

const MARKS: Record<Program, readonly string[]> = {
  "judge-me": ["reviewername", "reviewdate"],
  yotpo: ["reviewscore", "reviewcontent"],
  shopify: ["producthandle", "state", "createdat", "repliedat"],
  loox: ["rating", "createdat", "photourl"],
};

export type Columns = Partial<Record<Field, number>>;
export type Header = { columns: Columns; program: Program | null };

const plainName = (heading: string) =>
  heading
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");

/** Where a file has what; null where it does not say of which product a review is, or with how many stars. */
export function readHeader(headings: readonly string[]): Header | null {
  const names = headings.map(plainName);
  const columns: Columns = {};
  for (const field of fields) {
    const at = NAMES[field].map((name) => names.indexOf(name)).find((place) => place >= 0);
    if (at !== undefined) columns[field] = at;
  }
  if (columns.stars === undefined || (columns.productId === undefined && columns.handle === undefined)) return null;
  const program = programs.find((one) => MARKS[one].every((mark) => names.includes(mark))) ?? null;
  return { columns, program };
}
