import { describe, expect, test } from 'vitest';
import { createSiteClock } from '../../src/frappe/site-clock.ts';
import { createSiteTime } from '../../src/metadata/site-time.ts';

const NOON = 'Sat, 21 Nov 2026 06:30:00 GMT';

function timeIn(timeZone: string, date: string | undefined) {
  const clock = createSiteClock();
  clock.note(date);
  return createSiteTime({ clock, timeZone, fetchTimeZone: () => Promise.resolve('Asia/Karachi') });
}

describe("the site's time", () => {
  test('is the Date header of its answers in its zone, and goes on from there', () => {
    const time = timeIn('Asia/Kolkata', NOON);
    expect(time.now()).toMatch(/^2026-11-21 12:00:0[0-2]\.000000$/);
    expect(time.horizon()).toMatch(/^2026-11-21 12:00:0[5-7]\.000000$/);
    expect(timeIn('America/New_York', NOON).now()).toMatch(/^2026-11-21 01:30:0[0-2]/);
  });

  test('follows a changed zone', async () => {
    const time = timeIn('Asia/Kolkata', NOON);
    await time.refreshZone();
    expect(time.now()).toMatch(/^2026-11-21 11:30:/);
  });

  test('is later than any real one where the zone is unknown', () => {
    expect(timeIn('Mars/Olympus', NOON).now()).toMatch(/^2026-11-21 20:30:/);
  });

  test.for([undefined, '', 'soon'])('is that of this machine where the header is %o', (date) => {
    const now = timeIn('UTC', date).now();
    expect(Math.abs(Date.parse(`${now.slice(0, 19).replace(' ', 'T')}Z`) - Date.now())).toBeLessThan(3_000);
  });
});
