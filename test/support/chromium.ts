import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Playwright's own list, which one given by a test replaces, and then the pages that a window loads for its address bar. */
const SWITCHED_OFF = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
];

/** Why there is no real browser here, or null where there is one. */
export const WITHOUT_BROWSER =
  findBrowser() === undefined ? 'no Chromium is installed: apt-get install chromium' : null;

/** Starts a real browser. To be closed. */
export function startBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(String(WITHOUT_BROWSER));
  const args = ['--disable-dev-shm-usage', '--disable-gpu', `--disable-features=${SWITCHED_OFF.join()}`];
  // As root, which build servers are, its sandbox cannot be set up.
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...args] });
}

function findBrowser(): string | undefined {
  return PLACES.find((path) => existsSync(path));
}
