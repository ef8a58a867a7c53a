import type { Rights } from './own-documents.ts';

/** The rights of the caller on a document, without unknown ones. */
export type Can = { readonly [Right in keyof Rights]: boolean };

/** No rights: what is assumed until they are known. */
const NONE: Can = {
  read: false,
  write: false,
  create: false,
  delete: false,
  submit: false,
  cancel: false,
  amend: false,
  share: false,
};

/** @returns rights of an answer, with false for each that is not known. */
export function toCan(rights: Rights | null | undefined): Can {
  const known = Object.entries(rights ?? {}).filter(([right, value]) => right in NONE && value !== null);
  return { ...NONE, ...Object.fromEntries(known) };
}
