import { translationsOf } from './seed/translations.ts';
import type { SiteContext } from './site-context.ts';

/** `_(text, context=…)` in the language of the request (frappe/__init__.py). */
export function translate({ database, language = 'en' }: SiteContext, text: string, inContext?: string): string {
  const texts = translationsOf(database, language, language);
  return (inContext === undefined ? undefined : texts[`${text}:${inContext}`]) || texts[text] || text;
}

/** `_(template).format(…)`. */
export function translateFormat(context: SiteContext, template: string, ...values: readonly unknown[]): string {
  return translate(context, template).replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)]));
}

/** `frappe.bold(text)`. */
export function bold(text: unknown): string {
  return `<strong>${String(text)}</strong>`;
}
