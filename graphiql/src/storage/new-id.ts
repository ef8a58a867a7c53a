/** An ID for something that this browser keeps. `crypto.randomUUID` is missing in pages over plain HTTP. */
export function newId(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}
