/** A user of a demo, whom everybody may be. */
export interface DemoUser {
  readonly user: string;
  readonly password: string;
  /** The rights of the user. */
  readonly about: string;
}

/** The name of a user without the domain. */
export function shortName(user: string): string {
  return user.split('@')[0] ?? user;
}

/** The gateway's own part of the page (src/server/graphiql/page.ts). */
interface PageSettings {
  readonly hasOAuth: boolean;
  readonly hasDebugUsers: boolean;
  readonly demoUsers: readonly DemoUser[];
  /** The address of the mark. */
  readonly icon: string;
  /** The addresses of the editor's workers. */
  readonly workers: { readonly editor: string; readonly json: string; readonly graphql: string };
}

/** The element that the page is drawn into. */
export const root: HTMLElement = document.querySelector<HTMLElement>('#root') ?? document.body;

/** The settings of this gateway. */
export const settings: PageSettings = JSON.parse(root.dataset.settings ?? '{}') as PageSettings;

/** The address of GraphQL: that of the page itself. */
export const ENDPOINT: string = location.pathname;
