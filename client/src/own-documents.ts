import { parse } from 'graphql';
import type { TypedDocument } from './typed-document.ts';

/** The operations that the client brings along: the same in the schema of every site. */

/** The user who is signed in. */
export interface Me {
  /** The name of the User document. */
  readonly user: string;
  readonly fullName: string | null;
  readonly email: string | null;
  readonly userType: string | null;
  /** The language that the user has chosen, such as `de`. */
  readonly language: string | null;
  readonly timeZone: string | null;
  readonly userImage: { readonly url: string | null } | null;
  readonly roles: readonly string[] | null;
}

/** The next step after a password: `me` is signed in, or one of the others is to be done first. */
export interface LoginResult {
  readonly me: Me | null;
  /** A second factor is asked for: answer with `VERIFY_LOGIN`. */
  readonly verification: {
    readonly tmpId: string;
    readonly method: string | null;
    readonly prompt: string | null;
  } | null;
  /** The password has expired; the page sets a new one. */
  readonly passwordReset: { readonly url: string | null } | null;
}

/** A file that the site stored. */
export interface UploadedFile {
  /** The name of its File document. */
  readonly name: string;
  readonly fileName: string | null;
  /** Its address at the gateway, or an external one. */
  readonly url: string | null;
  /** Bytes. */
  readonly size: number | null;
}

/** A document that a link can lead to. */
export interface LinkOption {
  readonly name: string;
  /** Its title, if links show titles. */
  readonly label: string | null;
  /** Its search fields. */
  readonly description: string | null;
}

/** The rights of the caller on a document: hints for a user interface, the site decides. */
export interface Rights {
  readonly read: boolean | null;
  readonly write: boolean | null;
  readonly create: boolean | null;
  readonly delete: boolean | null;
  readonly submit: boolean | null;
  readonly cancel: boolean | null;
  readonly amend: boolean | null;
  readonly share: boolean | null;
}

function document<Data, Variables>(text: string): TypedDocument<Data, Variables> {
  return parse(text, { noLocation: true }) as TypedDocument<Data, Variables>;
}

const ME_FIELDS = 'user fullName email userType language timeZone userImage { url } roles';
const LOGIN_FIELDS = `me { ${ME_FIELDS} } verification { tmpId method prompt } passwordReset { url }`;

type None = Record<string, never>;

/** The caller; null for a guest. */
export const ME = document<{ me: Me | null }, None>(`query Me { me { ${ME_FIELDS} } }`);

/** Signs in with a password. The session is a cookie, and counts from the next request on. */
export const LOGIN = document<{ login: LoginResult | null }, { user: string; password: string }>(
  `mutation Login($user: String!, $password: String!) { login(user: $user, password: $password) { ${LOGIN_FIELDS} } }`,
);

/** Signs in with the code that `login` asked for. */
export const VERIFY_LOGIN = document<{ verifyLogin: LoginResult | null }, { tmpId: string; otp: string }>(
  `mutation VerifyLogin($tmpId: String!, $otp: String!) { verifyLogin(tmpId: $tmpId, otp: $otp) { ${LOGIN_FIELDS} } }`,
);

/** Ends the session. */
export const LOGOUT = document<{ logout: boolean | null }, None>('mutation Logout { logout }');

/** The rights on a document, by its `id`. */
export const RIGHTS = document<{ node: { _meta: { permissions: Rights | null } } | null }, { id: string }>(
  `query Rights($id: ID!) {
    node(id: $id) {
      ... on Document { _meta { permissions { read write create delete submit cancel amend share } } }
    }
  }`,
);

/** The variables of a search for the target of a link. */
export interface SearchLinkVariables {
  readonly doctype: string;
  readonly text: string;
  readonly referenceDoctype: string | null;
  /** Conditions in Frappe's own form, such as `{ "status": "Open" }`. */
  readonly filters: unknown;
  readonly first: number | null;
}

/** Documents that a link can lead to, by name, title and search fields. */
export const SEARCH_LINK = document<{ searchLink: readonly LinkOption[] | null }, SearchLinkVariables>(
  `query SearchLink($doctype: String!, $text: String!, $referenceDoctype: String, $filters: JSON, $first: Int) {
    searchLink(doctype: $doctype, text: $text, referenceDoctype: $referenceDoctype, filters: $filters, first: $first) {
      name label description
    }
  }`,
);

/** The variables of an upload. */
export interface UploadVariables {
  readonly file: Blob;
  readonly attachTo: { readonly doctype: string; readonly name: string; readonly field?: string } | null;
  readonly isPrivate: boolean;
  readonly folder: string | null;
}

/** Stores a file at the site. */
export const UPLOAD = document<{ uploadFile: { file: UploadedFile | null } | null }, UploadVariables>(
  `mutation UploadFile($file: Upload!, $attachTo: AttachTo, $isPrivate: Boolean!, $folder: String) {
    uploadFile(file: $file, attachTo: $attachTo, isPrivate: $isPrivate, folder: $folder) {
      file { name fileName url size }
      document { name }
    }
  }`,
);
