/** Pieces that are kept as they came before they are joined. */
const MAX_LOOSE = 64;

/** Bytes of so many pieces that are worth a copy. */
const MAX_COPIED = 64 * 1024;

/**
 * Collects the pieces of a body. Node has an object of about 150 bytes for each piece, so a sender that sends each byte
 * in a piece of its own would take more than a hundred times the memory of its body: many pieces become one.
 */
export class BytePieces {
  readonly #joined: Buffer[] = [];
  #loose: Buffer[] = [];
  #looseSize = 0;
  #size = 0;

  /** Bytes of all pieces. */
  get size(): number {
    return this.#size;
  }

  add(piece: Buffer): void {
    this.#size += piece.length;
    this.#looseSize += piece.length;
    this.#loose.push(piece);
    if (this.#loose.length < MAX_LOOSE) return;
    if (this.#looseSize > MAX_COPIED) this.#joined.push(...this.#loose);
    else this.#joined.push(Buffer.concat(this.#loose, this.#looseSize));
    this.#loose = [];
    this.#looseSize = 0;
  }

  /** @returns all pieces as one; a single piece is not copied. */
  join(): Buffer {
    const pieces = [...this.#joined, ...this.#loose];
    const [first] = pieces;
    return first !== undefined && pieces.length === 1 ? first : Buffer.concat(pieces, this.#size);
  }
}
