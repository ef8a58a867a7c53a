/** In place of Monaco's editors of differences, which the page does not open. */
export class DiffEditorWidget {}

/** See above. */
export class MultiDiffEditorWidget {}
