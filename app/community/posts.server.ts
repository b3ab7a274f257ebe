import { sql } from "kysely";

import { prisma, type Db } from "../db.server.ts";
import { emptyPost, postSchema, type Post, type PostKind } from "./content/post.ts";

export type KeptPost = { postId: number; groupId: number; post: Post; publishedAt: Date | null; version: number };

/** So many a group has at most. */
export const MOST_POSTS = 500;

type Row = Omit<KeptPost, "post"> & { draft: unknown };

const columns = sql`post_id as "postId", group_id as "groupId", draft, published_at as "publishedAt", version`;
const toPost = ({ draft, ...row }: Row): KeptPost => ({ ...row, post: postSchema.parse(draft) });

/** Those that wait first, then the latest. @param published of those alone that the group reads */
export async function listPosts(
  db: Db,
  shopId: number,
  groupId: number,
  { published, limit }: { published: boolean; limit: number },
): Promise<KeptPost[]> {
  const { rows } = await sql<Row>`
    select ${columns} from community_posts
    where shop_id = ${shopId} and group_id = ${groupId} and (not ${published}::boolean or published_at is not null)
    order by published_at desc nulls first, post_id desc limit ${limit}
  `.execute(db);
  return rows.map(toPost);
}

export async function findPost(db: Db, shopId: number, groupId: number, postId: number): Promise<KeptPost | null> {
  const { rows } = await sql<Row>`
    select ${columns} from community_posts where shop_id = ${shopId} and group_id = ${groupId} and post_id = ${postId}
  `.execute(db);
  return rows[0] === undefined ? null : toPost(rows[0]);
}

/** @returns its id; null: the group has as many as it may have */
export async function createPost(
  shopId: number,
  groupId: number,
  kind: PostKind,
  actor: string,
  now: Date,
): Promise<number | null> {
  return prisma().$transaction(async (tx) => {
    if ((await tx.community_posts.count({ where: { shop_id: shopId, group_id: groupId } })) >= MOST_POSTS) return null;
    const made = await tx.community_posts.create({
      data: { shop_id: shopId, group_id: groupId, kind, draft: emptyPost(kind), updated_at: now, updated_by: actor },
    });
    return made.post_id;
  });
}

type Of = { groupId: number; postId: number };
export type SavedPost =
  { ok: true; version: number } | { ok: false; reason: "gone" } | { ok: false; reason: "changed-meanwhile"; version: number };

/** Saves what was typed over the version that was seen; a group reads it at once where it was published. */
export async function savePost(
  shopId: number,
  { groupId, postId }: Of,
  seen: number,
  post: Post,
  actor: string,
  now: Date,
): Promise<SavedPost> {
  const key = { shop_id: shopId, group_id: groupId, post_id: postId };
  const { count } = await prisma().community_posts.updateMany({
    where: { ...key, version: seen },
    data: { kind: post.kind, draft: postSchema.parse(post), version: seen + 1, updated_at: now, updated_by: actor },
  });
  if (count === 1) return { ok: true, version: seen + 1 };
  const known = await prisma().community_posts.findFirst({ where: key });
  return known === null ? { ok: false, reason: "gone" } : { ok: false, reason: "changed-meanwhile", version: known.version };
}

/** Lets the group read it, or no longer. @returns whether it is as it was seen, and there */
export async function showPost(shopId: number, { groupId, postId }: Of, seen: number, on: boolean, now: Date): Promise<boolean> {
  const { count } = await prisma().community_posts.updateMany({
    where: { shop_id: shopId, group_id: groupId, post_id: postId, version: seen },
    data: { published_at: on ? now : null },
  });
  return count === 1;
}

export async function deletePost(shopId: number, { groupId, postId }: Of): Promise<void> {
  await prisma().community_posts.deleteMany({ where: { shop_id: shopId, group_id: groupId, post_id: postId } });
}
