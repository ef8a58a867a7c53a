import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { nodeOptions } from '../environment.ts';
import { GatewayError } from '../errors.ts';

/** Memory for answers of sites that are being read. */
export interface ResponseMemory {
  /** @throws GatewayError `OVERLOADED` if there is no room for so many more bytes. */
  reserve(bytes: number): void;
  release(bytes: number): void;
}

/** How much of the heap's old generation is in use, including buffers outside of the heap. */
export interface HeapUse {
  readonly used: number;
  readonly limit: number;
}

/** While JSON is parsed, its text, a copy of it and the objects made of it are there: about so many bytes for one. */
const GROWTH = 8;

/** The share of the heap that answers may fill. V8 needs the rest to collect what is no longer used. */
const SHARE = 0.85;

/** Milliseconds for which a measure of the heap is used: measuring takes as long as a step of a small request. */
const MEASURE_MS = 2;

let measured = { at: Number.NEGATIVE_INFINITY, use: { used: 0, limit: 0 } };

/** Measures the heap of this process, if that was not done in this moment. */
export function measureHeap(): HeapUse {
  const now = performance.now();
  if (now - measured.at > MEASURE_MS) {
    const { used_heap_size, external_memory, heap_size_limit } = getHeapStatistics();
    const used = used_heap_size - youngUse() + external_memory;
    measured = { at: now, use: { used, limit: Math.max(heap_size_limit - YOUNG_LIMIT, heap_size_limit / 2) } };
  }
  return measured.use;
}

/** New objects, most of which nothing needs any more. */
function youngUse(): number {
  const spaces = getHeapSpaceStatistics().filter(({ space_name }) => space_name.startsWith('new_'));
  return spaces.reduce((sum, { space_used_size }) => sum + space_used_size, 0);
}

const MIB = 1024 * 1024;

/**
 * The space for new objects, which V8 counts into the limit of the heap, and which nothing that lives longer can use: it
 * is three times `--max-semi-space-size`, by default 64 MiB from Node 24 on, and 16 MiB before.
 */
const YOUNG_LIMIT = 3 * MIB * semiSpaceMib(nodeOptions());

function semiSpaceMib(options: string): number {
  const given = /--max[-_]semi[-_]space[-_]size[= ](\d+)/.exec(options)?.[1];
  return given === undefined ? (Number.parseInt(process.versions.node, 10) >= 24 ? 64 : 16) : Number(given);
}

/** The memory reserved in this process: its sites share one heap. */
let reserved = 0;

/** @param maxBytes what all answers may take together while they are read, whichever site they are of. */
export function createResponseMemory(maxBytes: number, measure: () => HeapUse = measureHeap): ResponseMemory {
  return {
    reserve: (bytes) => {
      const wanted = reserved + bytes;
      const { used, limit } = measure();
      if (wanted > maxBytes || used + wanted * GROWTH > limit * SHARE) throw outOfMemory();
      reserved = wanted;
    },
    release: (bytes) => {
      reserved -= bytes;
    },
  };
}

/** Whether the heap has room for an answer with so many more bytes. */
export function hasRoomForAnswer(bytes: number): boolean {
  const { used, limit } = measureHeap();
  return used + bytes <= limit * SHARE;
}

function outOfMemory(): GatewayError {
  const message = 'The gateway is out of memory for this response of the site. Ask for less at once, or try again.';
  return new GatewayError('OVERLOADED', message, { retryAfter: 1 });
}
