import { createHmac, timingSafeEqual } from "node:crypto";

import type { Request, Response } from "express";

/** Cookies belong to a host, not to a port: the shop's name keeps the storefronts of one machine apart. */
export function cookieName(shopDomain: string, name: string): string {
  return `${shopDomain.split(".")[0] ?? "shop"}_${name}`;
}

export function readCookie(request: Request, name: string): string | null {
  for (const part of (request.headers.cookie ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at === -1 || part.slice(0, at).trim() !== name) continue;
    try {
      return decodeURIComponent(part.slice(at + 1).trim());
    } catch {
      return null;
    }
  }
  return null;
}

export function setCookie(response: Response, name: string, value: string): void {
  response.append("Set-Cookie", `${name}=${encodeURIComponent(value)}; Path=/; HttpOnly; SameSite=Lax`);
}

export function clearCookie(response: Response, name: string): void {
  response.append("Set-Cookie", `${name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
}

/** `value.mac`: tamper-proof, not secret. */
export function sign(value: string, secret: string): string {
  return `${value}.${mac(value, secret)}`;
}

export function unsign(signed: string | null, secret: string): string | null {
  const at = signed?.lastIndexOf(".") ?? -1;
  if (signed === null || at === -1) return null;
  const value = signed.slice(0, at);
  const [given, expected] = [Buffer.from(signed.slice(at + 1)), Buffer.from(mac(value, secret))];
  return given.length === expected.length && timingSafeEqual(given, expected) ? value : null;
}

function mac(value: string, secret: string): string {
  return createHmac("sha256", `storefront ${secret}`).update(value).digest("base64url");
}
