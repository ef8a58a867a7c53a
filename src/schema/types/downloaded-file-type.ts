import type { DownloadedFile } from '../../query/plan/downloaded-file.ts';
import type { Builder, SchemaParts } from '../builder/builder.ts';

/** `DownloadedFile`: a file that the site made as an answer, such as a PDF. */
export function addDownloadedFile(builder: Builder): SchemaParts['downloadedFile'] {
  return builder.objectRef<DownloadedFile>('DownloadedFile').implement({
    description: 'A file that the site returned, with its whole content.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Its name for people.' }),
      type: t.exposeString('type', { description: 'Its media type, such as `application/pdf`.' }),
      size: t.int({ description: 'Its size in bytes.', resolve: ({ bytes }) => bytes.length }),
      base64: t.string({ description: 'Its content in Base64.', resolve: ({ bytes }) => bytes.toString('base64') }),
    }),
  });
}
