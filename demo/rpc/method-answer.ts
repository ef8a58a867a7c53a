import type { ServerMessage } from '../frappe-error.ts';

/** Results of a method other than a plain return value. */
interface MethodAnswerParts {
  result?: unknown;
  /** 200 where it sets none. */
  status?: number;
  /** Its messages by `frappe.msgprint`. */
  messages?: readonly ServerMessage[];
  file?: { name: string; content: string };
  /** The address of `response["type"] = "redirect"`. */
  redirect?: string;
  /** The title of the page that `frappe.respond_as_web_page` puts in place of an answer. */
  page?: string;
  /** The documents of `frappe.response.docs`. */
  docs?: readonly unknown[];
}

/** The answer of a method that does more than return. */
export class MethodAnswer {
  readonly parts: MethodAnswerParts;

  constructor(parts: MethodAnswerParts) {
    this.parts = parts;
  }
}
