import { createHmac, timingSafeEqual } from 'node:crypto';
import { badUserInput, GatewayError } from '../../../errors.ts';
import { onBehalfOf } from '../../../frappe/caller-lane.ts';
import { toDocumentRequest } from '../../../frappe/document-request.ts';
import { readDocument } from '../../../frappe/envelope.ts';
import type { FrappeClient } from '../../../frappe/frappe-client.ts';
import type { CallerContext } from '../../../frappe/frappe-request.ts';
import { type JobRef, type JobState, toJobState, UNKNOWN_JOB } from './job.ts';

/** The jobs of a site, for one caller. */
export interface JobAccess {
  /** The method that returns callers the state of their jobs, if the site has one. */
  readonly statusMethod: string | null;
  /** A handle of a job, valid only for this caller's credential. */
  readonly sign: (job: JobRef) => string;
  /** @throws GatewayError `BAD_USER_INPUT` if it is not one that this caller was given. */
  readonly open: (handle: string) => JobRef;
  /** Reads the state of a job from the site's queue, which only the service account may see. */
  readonly readQueue: (jobId: string) => Promise<JobState>;
}

/** Gives callers access to the jobs of their site. */
export type JobAccessOf = (caller: CallerContext) => JobAccess;

/** The client, account and method that jobs are read and signed with. */
export interface JobAccessOptions {
  client: FrappeClient;
  account: CallerContext;
  statusMethod: string | null;
}

/**
 * The key of the signatures comes from the service account's credential: every process of a gateway has the same one,
 * and a new credential ends all handles.
 */
export function createJobAccess({ client, account, statusMethod }: JobAccessOptions): JobAccessOf {
  const key = createHmac('sha256', account.token.fingerprint).update('job handles').digest();
  return (caller) => ({
    statusMethod,
    sign: (job) => signJob(key, caller, job),
    open: (handle) => openJob(key, caller, handle),
    readQueue: (jobId) => readQueue(client, onBehalfOf(account, caller), jobId),
  });
}

function signJob(key: Buffer, caller: CallerContext, { kind, id }: JobRef): string {
  const payload = Buffer.from(JSON.stringify([kind, id])).toString('base64url');
  return `${payload}.${signatureOf(key, caller, payload).toString('base64url')}`;
}

function openJob(key: Buffer, caller: CallerContext, handle: string): JobRef {
  const [payload = '', signature = ''] = handle.split('.', 2);
  const given = Buffer.from(signature, 'base64url');
  const expected = signatureOf(key, caller, payload);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw notYours();
  const [kind, id] = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as [JobRef['kind'], string];
  return { kind, id };
}

function signatureOf(key: Buffer, { token }: CallerContext, payload: string): Buffer {
  return createHmac('sha256', key).update(`${payload}\0${token.fingerprint}`).digest();
}

function notYours(): GatewayError {
  return badUserInput('The handle is unknown, or its job was started with another credential.', 'handle');
}

/** Its answer holds the arguments and the traceback of the job: neither leaves this function. */
async function readQueue(client: FrappeClient, account: CallerContext, jobId: string): Promise<JobState> {
  try {
    const { status } = readDocument(await client.send(toDocumentRequest('RQ Job', jobId, []), account));
    const state = toJobState({ status });
    return state.status === 'FAILED' ? { ...state, error: 'The job failed.' } : state;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    if (error.code === 'NOT_FOUND') return UNKNOWN_JOB;
    throw new GatewayError(error.code, "The state of the job could not be read from the site's queue.", {}, error);
  }
}
