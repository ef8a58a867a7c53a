import { useQueryClient } from '@tanstack/react-query';
import { GatewayError, type Upload, type UploadOptions } from 'frappe-graphql-client';
import { useCallback, useRef, useState } from 'react';
import { useGateway } from './gateway-context.ts';
import { refreshAll } from './use-gateway-query.ts';

/** An upload, and how far it is. */
export interface UploadResult {
  /**
   * Sends a file. Afterwards, what is shown is read again.
   *
   * @returns null if it was refused or aborted: `error` says why.
   */
  readonly upload: (file: Blob, options?: UploadOptions) => Promise<Upload | null>;
  readonly abort: () => void;
  /** From 0 to 1; null if nothing is being sent. */
  readonly progress: number | null;
  /** The last file that was stored. */
  readonly stored: Upload | null;
  readonly error: Error | null;
}

/** Sends files, one at a time. */
export function useUpload(): UploadResult {
  const client = useGateway();
  const cache = useQueryClient();
  const [progress, setProgress] = useState<number | null>(null);
  const [stored, setStored] = useState<Upload | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const control = useRef<AbortController | null>(null);
  const abort = useCallback(() => control.current?.abort(), []);
  const upload = useCallback(
    async (file: Blob, options: UploadOptions = {}) => {
      control.current = new AbortController();
      setError(null);
      setProgress(0);
      try {
        const result = await client.upload(file, {
          signal: control.current.signal,
          ...options,
          onProgress: (sent) => {
            setProgress(sent.loaded / sent.total);
            options.onProgress?.(sent);
          },
        });
        setStored(result);
        void refreshAll(cache);
        return result;
      } catch (failure) {
        if (failure instanceof GatewayError) setError(failure);
        else if (!control.current.signal.aborted) throw failure;
        return null;
      } finally {
        setProgress(null);
      }
    },
    [client, cache],
  );
  return { upload, abort, progress, stored, error };
}
