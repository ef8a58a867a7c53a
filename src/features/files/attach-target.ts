import type { DocFieldMeta, DocTypeMeta } from '../../metadata/doctype-meta.ts';

/** The document that a file is for. */
export interface AttachTarget {
  doctype: DocTypeMeta;
  name: string;
  /** The Attach docfield that is to name the file. */
  docfield: DocFieldMeta | null;
}
