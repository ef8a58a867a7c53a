/** The folder of the demo's own files: this one, or the one next to the bundle once it is built. */
export const DEMO_FOLDER: string = import.meta.dirname;
