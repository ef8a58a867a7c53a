import { type MeasuredProcess, startMeasured } from './measured-process.ts';

export interface GatewayOptions {
  /** The program, from the project's folder. */
  program: string;
  siteUrl: string;
  /** `token key:secret` of the service account. */
  service: string;
  env?: Record<string, string>;
  execArgv?: readonly string[];
  startTimeout?: number;
}

/** Starts the gateway as users start it, in front of the given site, and waits for its first answer. */
export function startGateway(options: GatewayOptions): Promise<MeasuredProcess> {
  const [key, secret] = options.service.replace(/^token /, '').split(':');
  return startMeasured({
    program: `../${options.program}`,
    env: {
      FRAPPE_URL: options.siteUrl,
      FRAPPE_API_KEY: key ?? '',
      FRAPPE_API_SECRET: secret ?? '',
      NODE_ENV: 'production',
      // The model is read again at each start, and no polling mixes into the count of calls.
      SNAPSHOT_FILE: 'off',
      EVENT_LOG_FILE: 'off',
      METADATA_POLL_SECONDS: '0',
      // All load is that of a few callers.
      RATE_LIMIT_PER_SECOND: '0',
      ...options.env,
    },
    execArgv: options.execArgv ?? [],
    isReady: answersQuery,
    startTimeout: options.startTimeout ?? 30_000,
  });
}

async function answersQuery(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    await answer.arrayBuffer();
    return answer.status === 200 || answer.status === 401;
  } catch {
    return false;
  }
}
