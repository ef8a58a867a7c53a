import { badUserInput } from '../../errors.ts';

/**
 * An address on another server, as the site is to keep it.
 *
 * A File with the address of somebody's private file lets its owner read that file: v14 to v16 do not check the
 * address, and v17 overlooks the site's own host (frappe/core/doctype/file/file.py, `validate_private_file_access`).
 *
 * @throws GatewayError `BAD_USER_INPUT` if it is not an http or https address, or that of a private file.
 */
export function readAddress(given: string, field: string): URL {
  const url = URL.canParse(given.trim()) ? new URL(given.trim()) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw badUserInput(`${field} must be an http or https address.`, field);
  }
  if (/\/private\/+files/i.test(fullyDecoded(url.href))) {
    throw badUserInput(
      `${field} is the address of a private file. Attach it by the name of its File: attachFile.`,
      field,
    );
  }
  return url;
}

/** The last part of the path, which people read as the name; the host if there is none. */
export function nameInAddress({ pathname, hostname }: URL): string {
  const last = decoded(pathname.split('/').at(-1) ?? '').replaceAll(/[/\\\p{Cc}]/gu, '');
  return [last.trim(), hostname].find((name) => !['', '.', '..'].includes(name)) ?? 'link';
}

/** Sites decode an address once before they keep it. */
export function toSentAddress({ href }: URL): string {
  return href.replaceAll('%', '%25');
}

/** v14 decodes an address again whenever its File is saved. */
function fullyDecoded(text: string): string {
  const once = decoded(text);
  return once === text ? text : fullyDecoded(once);
}

/** As sites decode it: sequences that are not UTF-8 do not end in an error. */
function decoded(text: string): string {
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString());
}
