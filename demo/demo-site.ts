import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readApps } from './apps/read-apps.ts';
import type { DemoDatabase } from './database/demo-database.ts';
import { DIALECTS, type Dialect, type FrappeMajor } from './dialects.ts';
import type { SiteResponse } from './http/envelope.ts';
import type { Fault } from './http/fault.ts';
import { answerRequest } from './http/route.ts';
import { answerShared, type SharedAnswers } from './http/shared-answers.ts';
import type { RawRequest } from './http/site-request.ts';
import { createSiteServer, type DemoRequest } from './http/site-server.ts';
import { type RealtimeServer, startRealtime } from './realtime/realtime-server.ts';
import { buildSite } from './seed/build-site.ts';
import { authorizationOf, type DemoUserName } from './seed/demo-users.ts';
import { EMPTY_APP, SHOP_APP } from './shop/shop-app.ts';
import { issueToken } from './sign-in/oauth.ts';
import { createSignInState, type OAuthRules, type SignInRules } from './sign-in/sign-in-state.ts';
import { SimulatorError } from './simulator-error.ts';
import { SiteClock } from './site-clock.ts';
import type { Site } from './site-context.ts';
import {
  FRAPPE_WORKER,
  startWebhookWorker,
  type WebhookWorker,
  type WorkerOptions,
} from './webhooks/webhook-worker.ts';

export type { DemoDatabase } from './database/demo-database.ts';
export type { FrappeMajor } from './dialects.ts';
export { LATE_V15 } from './dialects.ts';
export type { Fault } from './http/fault.ts';
export type { DemoRequest } from './http/site-server.ts';

/** The options of a demo site. */
export interface DemoSiteOptions {
  /** The version of Frappe that it plays; 15. */
  version?: FrappeMajor;
  /** Its differences from its version, such as those of a later release (`LATE_V15`). */
  dialect?: Partial<Dialect>;
  /** How much data the shop has; small. */
  scale?: 'small' | 'full';
  /** 0 takes a free port, which is the default. */
  port?: number;
  /** 127.0.0.1 */
  host?: string;
  /** Folders that are searched for DocType JSON files, in place of the shop; rows are made up by fieldtype. */
  doctypeFolders?: readonly string[];
  /** A folder of documents, `Sales Order.json` or `Customer.csv`, in place of made-up ones of these DocTypes. */
  dataFolder?: string;
  /** Whether time goes on by itself, or only when it is looked at; running. */
  clock?: 'running' | 'stepping';
  /** The file of the database; in memory when absent. A file that holds a site already is used as it is. */
  databaseFile?: string;
  /** How the background workers send webhooks; as Frappe's do. */
  worker?: Partial<WorkerOptions>;
}

/** A running demo site. */
export interface DemoSite extends AsyncDisposable {
  readonly url: string;
  readonly version: FrappeMajor;
  /** The changes that were made to DocTypes of other apps so that they form a site. */
  readonly notes: readonly string[];
  /** Every request so far, in the order in which they came in. */
  readonly requests: DemoRequest[];
  /** The paths of requests that were broken off before they were whole. */
  readonly brokenOff: string[];
  /** Gives any user of the site a bearer token. */
  giveBearerToken(user: string): string;
  /** The value of the Authorization header of a user. */
  authorization(user: DemoUserName): string;
  /** Asked before each request is handled; undefined means no fault. A promise holds the request back. */
  fault: ((request: RawRequest) => Fault | undefined | Promise<Fault | undefined>) | undefined;
  /** The tables of the site, to change metadata or rows as the site itself. */
  readonly database: DemoDatabase;
  /** How users sign in, to be changed at will. */
  readonly signIn: SignInRules;
  /** The background workers that send webhooks. */
  readonly worker: WebhookWorker;
  /** Its OAuth client. */
  readonly oauth: OAuthRules;
  /** The clock that stamps documents and answers. */
  readonly clock: SiteClock;
  /** The actions of an administrator. */
  revokeAllTokens(): void;
  /** Makes the site what it was at its start: documents, users who are signed in, files, jobs and clock. */
  reset(): void;
  close(): Promise<void>;
}

/** A site in its present state: a reset exchanges all of it. */
interface RunningSite {
  site: Site;
  worker: WebhookWorker;
  notes: readonly string[];
  /** Null if it shares none. */
  answers: SharedAnswers | null;
}

/** Starts a demo site. It is ready when the promise resolves. */
export async function startDemoSite(options: DemoSiteOptions = {}): Promise<DemoSite> {
  const { port = 0, host = '127.0.0.1', databaseFile } = options;
  let running = runSite(options);
  const requests: DemoRequest[] = [];
  const brokenOff: string[] = [];
  let url = '';
  const server = createSiteServer({
    dialect: running.site.dialect,
    requests,
    brokenOff,
    fault: (request) => handle.fault?.(request),
    answer: (request) => answer(running, url, request),
    httpDate: () => running.site.clock.httpDate,
  });
  const realtime = startRealtime(() => running.site, server);
  running.site.afterCommit.push(realtime.tell);
  server.listen(port, host);
  await once(server, 'listening');
  url = `http://${host}:${(server.address() as AddressInfo).port}`;
  const close = () => {
    running.worker.stop();
    return closeSite(server, running.site.database, realtime);
  };
  const reset = () => {
    if (databaseFile !== undefined) throw new SimulatorError('A site with a database file cannot be reset.');
    running.worker.stop();
    running.site.database.close();
    realtime.disconnect();
    running = runSite(options);
    running.site.afterCommit.push(realtime.tell);
  };
  const { version = 15 } = options;
  const fixed = { url, version, notes: running.notes, requests, brokenOff, reset, close };
  const handle = toHandle(() => running, fixed);
  return handle;
}

function runSite(options: DemoSiteOptions): RunningSite {
  const { version = 15, scale = 'small', doctypeFolders, databaseFile, dataFolder } = options;
  const dialect = { ...DIALECTS[version], ...options.dialect };
  const apps = readApps(doctypeFolders ?? []);
  const app = doctypeFolders === undefined ? SHOP_APP : { ...EMPTY_APP, ...apps.apps[0], others: apps.apps.slice(1) };
  const seedClock = new SiteClock();
  const build = { version, scale, appName: app.name, clock: seedClock, apps, doctypeFolders, databaseFile, dataFolder };
  const { database, catalog, notes, answers } = buildSite(build);
  const clock = options.clock === undefined ? seedClock : new SiteClock(options.clock);
  const desk = { files: new Map(), follows: new Set<string>(), preparedReports: [] };
  const passwords = new Map<string, string>();
  const kept = { ...desk, signIn: createSignInState(), passwords, virtualWrites: new Map(), afterCommit: [] };
  const site: Site = { dialect, database, catalog, app, clock, ...kept };
  const worker = startWebhookWorker(site, { ...FRAPPE_WORKER, ...options.worker });
  site.afterCommit.push(worker.enqueue);
  // A site with differences of its own answers in its own way.
  return { site, worker, notes, answers: options.dialect === undefined ? answers : null };
}

function answer({ site, answers }: RunningSite, url: string, request: RawRequest): SiteResponse {
  const { database } = site;
  return answerShared({ answers, database }, request, () => answerRequest(site, url, request));
}

type FixedParts = Pick<DemoSite, 'url' | 'version' | 'notes' | 'requests' | 'brokenOff' | 'reset' | 'close'>;

function toHandle(running: () => RunningSite, fixed: FixedParts): DemoSite {
  return {
    ...fixed,
    fault: undefined,
    get database() {
      return running().site.database;
    },
    get signIn() {
      return running().site.signIn.rules;
    },
    get worker() {
      return running().worker;
    },
    get oauth() {
      return running().site.signIn.oauth;
    },
    get clock() {
      return running().site.clock;
    },
    revokeAllTokens: () => {
      for (const token of running().site.signIn.tokens.values()) token.isRevoked = true;
    },
    giveBearerToken: (user) => issueToken(running().site.signIn, user).access,
    authorization: authorizationOf,
    [Symbol.asyncDispose]: fixed.close,
  };
}

async function closeSite(server: Server, database: DemoDatabase, realtime: RealtimeServer): Promise<void> {
  if (!server.listening) return;
  realtime.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  database.close();
}
