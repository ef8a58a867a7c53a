/** Where the demo's own files are: here, or beside the bundle once it is built. */
export const DEMO_FOLDER: string = import.meta.dirname;
