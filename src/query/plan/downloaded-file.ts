export type { DownloadedFile } from '../../frappe/downloaded-file.ts';
