import { useDoc, useGateway, useUpload } from 'frappe-graphql-react';
import { OrderFilesDocument } from './orders.generated.ts';

/** The files of an order, and what sends another one. */
export function Files({ name }: { name: string }) {
  const client = useGateway();
  const { doc } = useDoc(OrderFilesDocument, { name });
  const { upload, abort, progress, error } = useUpload();
  return (
    <section aria-label="Files">
      <ul>
        {(doc?._meta.attachments ?? []).map((file) => (
          <li key={file.name}>
            <a href={client.fileUrl(file.url ?? '')}>{file.fileName}</a>
          </li>
        ))}
      </ul>
      <label>
        Attach a file{' '}
        <input
          type="file"
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file) void upload(file, { attachTo: { doctype: 'Shop Order', name } });
            target.value = '';
          }}
        />
      </label>
      {progress !== null && (
        <>
          <progress value={progress} />
          <button type="button" onClick={abort}>
            Cancel
          </button>
        </>
      )}
      {error && <p role="alert">{error.message}</p>}
    </section>
  );
}
