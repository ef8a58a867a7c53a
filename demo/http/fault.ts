/** A fault of a response, for tests. With `delayMs` alone the request is handled after the delay. */
export interface Fault {
  delayMs?: number;
  /** Handle the request after the delay even if its sender has gone, as a worker of a real site does. */
  goesOn?: boolean;
  /** Answer this status instead of handling the request. */
  status?: number;
  body?: string;
  headers?: Record<string, string>;
  /** Send so many bytes of the body and cut the connection. */
  cutAfterBytes?: number;
  /** Send the body byte by byte, with so many milliseconds between two of them. */
  dripMs?: number;
  /** Reset the connection without an answer. */
  resetSocket?: boolean;
}

/** Whether the fault takes the place of the site's answer. */
export function replacesAnswer(fault: Fault): boolean {
  return fault.status !== undefined || fault.body !== undefined;
}
