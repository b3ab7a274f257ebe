import { sql } from "kysely";

import { prisma, type Db } from "../../../db.server.ts";
import { compiledSchema, type Compiled } from "../compile/compiled.ts";
import { documentSchema, type EmailDocument } from "../document/document.ts";

/** `version`: its newest; `published`: the one that is sent, null before there is one. */
export type EmailSummary = {
  emailId: number;
  name: string;
  preset: string | null;
  version: number;
  published: number | null;
  publishedAt: Date | null;
  updatedAt: Date;
};

export type EmailVersion = {
  emailId: number;
  version: number;
  document: EmailDocument;
  publishedAt: Date | null;
  createdAt: Date;
  /** `merchant:<Shopify user id>` or `system` */
  createdBy: string;
};

/** Of one shop. More would be a mistake, and each is made anew when the brand changes. */
const MOST_EMAILS = 200;

/** A shop's emails, by name; without those that were put away. */
export async function listEmails(shopId: number): Promise<EmailSummary[]> {
  const rows = await prisma().emails.findMany({
    where: { shop_id: shopId, archived_at: null },
    orderBy: [{ name: "asc" }, { email_id: "asc" }],
  });
  const published = await prisma().email_versions.findMany({
    where: {
      shop_id: shopId,
      OR: rows.flatMap(({ email_id, published: version }) => (version === null ? [] : [{ email_id, version }])),
    },
    select: { email_id: true, published_at: true },
  });
  const at = new Map(published.map(({ email_id, published_at }) => [email_id, published_at]));
  return rows.map((row) => ({
    ...{ emailId: row.email_id, name: row.name, preset: row.preset, version: row.latest, published: row.published },
    ...{ publishedAt: at.get(row.email_id) ?? null, updatedAt: row.updated_at },
  }));
}

/** Null for one that the shop does not have, or has put away. */
export async function findEmail(shopId: number, emailId: number): Promise<EmailSummary | null> {
  const row = await prisma().emails.findUnique({ where: { shop_id_email_id: { shop_id: shopId, email_id: emailId } } });
  if (row === null || row.archived_at !== null) return null;
  const sent = row.published === null ? null : await findVersion(shopId, emailId, row.published);
  return {
    ...{ emailId, name: row.name, preset: row.preset, version: row.latest, published: row.published },
    ...{ publishedAt: sent?.publishedAt ?? null, updatedAt: row.updated_at },
  };
}

export async function findVersion(shopId: number, emailId: number, version: number): Promise<EmailVersion | null> {
  const row = await prisma().email_versions.findUnique({
    where: { shop_id_email_id_version: { shop_id: shopId, email_id: emailId, version } },
    omit: { compiled: true },
  });
  return row === null ? null : versionOf(row);
}

/** The newest first. */
export async function listVersions(shopId: number, emailId: number, limit: number): Promise<EmailVersion[]> {
  const rows = await prisma().email_versions.findMany({
    where: { shop_id: shopId, email_id: emailId },
    omit: { compiled: true },
    orderBy: { version: "desc" },
    take: limit,
  });
  return rows.map(versionOf);
}

/** What is sent of a version; null where it was never published. */
export async function findCompiled(shopId: number, emailId: number, version: number): Promise<Compiled | null> {
  const row = await prisma().email_versions.findUnique({
    where: { shop_id_email_id_version: { shop_id: shopId, email_id: emailId, version } },
    select: { compiled: true },
  });
  return row?.compiled == null ? null : compiledSchema.parse(row.compiled);
}

/** Which version of each email is sent; those without are not named. What queues an email asks, and the message keeps the answer. */
export async function latestPublished(db: Db, shopId: number, emailIds: readonly number[]): Promise<Map<number, number>> {
  if (emailIds.length === 0) return new Map();
  const { rows } = await sql<{ emailId: number; published: number }>`
    select email_id as "emailId", published from emails
    where shop_id = ${shopId} and email_id = any(${[...emailIds]}::int[]) and published is not null
  `.execute(db);
  return new Map(rows.map(({ emailId, published }) => [emailId, published]));
}

type New = { name: string; preset: string | null; document: EmailDocument; compiled: Compiled | null; actor: string };

/** @returns its id, or null where the shop has as many as it may have @param email with `compiled`, it is published at once */
export async function create(
  shopId: number,
  { name, preset, document, compiled, actor }: New,
  now: Date,
): Promise<number | null> {
  return prisma().$transaction(async (tx) => {
    if ((await tx.emails.count({ where: { shop_id: shopId, archived_at: null } })) >= MOST_EMAILS) return null;
    const { email_id } = await tx.emails.create({
      data: {
        shop_id: shopId,
        name,
        preset,
        latest: 1,
        published: compiled === null ? null : 1,
        created_at: now,
        updated_at: now,
      },
    });
    const made = { document: documentSchema.parse(document), created_at: now, created_by: actor };
    await tx.email_versions.create({ data: { shop_id: shopId, email_id, version: 1, ...made, ...publishedWith(compiled, now) } });
    return email_id;
  });
}

type Change = { name: string; document: EmailDocument; compiled: Compiled | null; actor: string };
export type Kept =
  { ok: true; version: number } | { ok: false; reason: "changed-meanwhile"; version: number } | { ok: false; reason: "gone" };

/**
 * Makes the next version over the one that the merchant has seen. Where another was made meanwhile, nothing is written and that one is named: who wants to keep
 * their own all the same asks again over it, and both are kept.
 * @param change with `compiled`, it is published, too
 */
export async function keep(shopId: number, emailId: number, seen: number, change: Change, now: Date): Promise<Kept> {
  const { name, document, compiled, actor } = change;
  return prisma().$transaction(async (tx) => {
    const version = seen + 1;
    const { count } = await tx.emails.updateMany({
      where: { shop_id: shopId, email_id: emailId, latest: seen, archived_at: null },
      data: { name, latest: version, updated_at: now, ...(compiled === null ? {} : { published: version }) },
    });
    if (count === 0) {
      const known = await tx.emails.findFirst({ where: { shop_id: shopId, email_id: emailId, archived_at: null } });
      return known === null ? { ok: false, reason: "gone" } : { ok: false, reason: "changed-meanwhile", version: known.latest };
    }
    const made = { document: documentSchema.parse(document), created_at: now, created_by: actor };
    await tx.email_versions.create({
      data: { shop_id: shopId, email_id: emailId, version, ...made, ...publishedWith(compiled, now) },
    });
    return { ok: true, version };
  });
}

/** Puts an email away: it is no longer listed, and what waits is still sent. @returns whether it was there */
export async function archive(shopId: number, emailId: number, now: Date): Promise<boolean> {
  const { count } = await prisma().emails.updateMany({
    where: { shop_id: shopId, email_id: emailId, archived_at: null },
    data: { archived_at: now, updated_at: now },
  });
  return count === 1;
}

/** What is sent is made anew of the same document: the brand has changed. */
export async function keepCompiled(shopId: number, emailId: number, version: number, compiled: Compiled): Promise<void> {
  await prisma().email_versions.update({
    where: { shop_id_email_id_version: { shop_id: shopId, email_id: emailId, version } },
    data: { compiled },
  });
}

function publishedWith(compiled: Compiled | null, now: Date): { compiled?: Compiled; published_at?: Date } {
  return compiled === null ? {} : { compiled, published_at: now };
}

type Row = {
  email_id: number;
  version: number;
  document: unknown;
  published_at: Date | null;
  created_at: Date;
  created_by: string;
};

function versionOf({ email_id, version, document, published_at, created_at, created_by }: Row): EmailVersion {
  return {
    ...{ emailId: email_id, version, document: documentSchema.parse(document) },
    ...{ publishedAt: published_at, createdAt: created_at, createdBy: created_by },
  };
}
