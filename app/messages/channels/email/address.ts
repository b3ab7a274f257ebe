const ADDRESS =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~\p{L}\p{N}-]+@(?:[a-z0-9\p{L}\p{N}](?:[a-z0-9\p{L}\p{N}-]{0,61}[a-z0-9\p{L}\p{N}])?\.)+[a-z\p{L}][a-z0-9\p{L}-]{1,62}$/iu;

/** Whether email can be addressed to it: one address, no display name, no list, nothing that ends a header. */
export function isAddress(text: string): boolean {
  return text.length <= 254 && text.indexOf("@") <= 64 && ADDRESS.test(text) && !text.includes("..");
}
