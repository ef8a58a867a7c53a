/** The head of an arriving file. */
export interface ArrivedFile {
  fileName: string;
  mimeType: string;
  /** Read once, while it comes in. It throws where the file is too large or cut short. */
  content: AsyncIterable<Uint8Array>;
}

/** The source of a file. */
export interface FileSource {
  open(): Promise<ArrivedFile>;
  discard(): void;
}

/** A file that a caller sends with an operation: it may still be on its way while the operation runs. */
export class IncomingFile {
  readonly #source: FileSource;

  constructor(source: FileSource) {
    this.#source = source;
  }

  /** Waits for the file. @throws GatewayError if it does not come, or not in its turn. */
  open(): Promise<ArrivedFile> {
    return this.#source.open();
  }

  /** Lets those behind it pass. To be called of every file once it is not wanted any more. */
  discard(): void {
    this.#source.discard();
  }
}
