import { Prisma } from "../../prisma/generated/client/client.ts";

/** A draft as Prisma takes it; null where nothing is edited. */
export function draftJson(value: unknown): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return value === null || value === undefined ? Prisma.DbNull : value;
}
