import { useQueryClient } from '@tanstack/vue-query';
import { GatewayError, type Upload, type UploadOptions } from 'frappe-graphql-client';
import { type Ref, ref, shallowRef } from 'vue';
import { useGateway } from './gateway-plugin.ts';
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
  readonly progress: Readonly<Ref<number | null>>;
  /** The last file that was stored. */
  readonly stored: Readonly<Ref<Upload | null>>;
  readonly error: Readonly<Ref<Error | null>>;
}

/** Sends files, one at a time. */
export function useUpload(): UploadResult {
  const client = useGateway();
  const cache = useQueryClient();
  const progress = ref<number | null>(null);
  const stored = shallowRef<Upload | null>(null);
  const error = shallowRef<Error | null>(null);
  let control = new AbortController();
  const upload = async (file: Blob, options: UploadOptions = {}) => {
    control = new AbortController();
    error.value = null;
    progress.value = 0;
    try {
      stored.value = await client.upload(file, {
        signal: control.signal,
        ...options,
        onProgress: (sent) => {
          progress.value = sent.loaded / sent.total;
          options.onProgress?.(sent);
        },
      });
      void refreshAll(cache);
      return stored.value;
    } catch (failure) {
      if (failure instanceof GatewayError) error.value = failure;
      else if (!control.signal.aborted) throw failure;
      return null;
    } finally {
      progress.value = null;
    }
  };
  return { upload, abort: () => control.abort(), progress, stored, error };
}
