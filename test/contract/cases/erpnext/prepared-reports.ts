import { expect } from 'vitest';
import { until } from '../../../support/until.ts';
import type { ContractCase } from '../../contract-case.ts';
import { createErpnextUser, type ErpnextUser } from './erpnext-user.ts';
import { prepareTrade } from './trade.ts';

/** A report that ERPNext makes in the background: started, read with typed rows, and exported as it was prepared. */
export const PREPARED_REPORT_CASES: readonly ContractCase[] = [
  {
    name: 'a report in the background has typed rows, and files of what was prepared',
    needsApp: 'erpnext',
    versions: [15, 17],
    timeout: 240_000,
    run: async (site) => {
      const user = await createErpnextUser(site);
      const { company, item, day } = await prepareTrade(user);
      const filters = { company, from_date: day, to_date: day, item_code: [item] };
      await muteNotifications(user);
      expect((await runReport(user, filters)).rowCount).toBeNull();
      const { handle } = (await user.ask(START, { filters })).startReport.startedReport;
      let started = { status: 'PENDING', error: null };
      await until(async () => {
        started = (await user.ask(LOOK, { handle })).startedReport;
        return started.status !== 'PENDING';
      }, 120);
      expect(started).toEqual({ status: 'COMPLETED', error: null });
      const report = await runReport(user, filters);
      expect(report).toMatchObject({ rowCount: 1, entries: [{ item_code: { name: item }, bal_qty: 12 }] });
      const headers = { authorization: user.authorization };
      const [csv, xlsx] = await Promise.all(
        [report.csv, report.xlsx].map((path) => fetch(new URL(path, site.url), { headers })),
      );
      expect([csv?.status, xlsx?.status]).toEqual([200, 200]);
      const [, row, ...totals] = (await csv?.text())?.trim().split('\n') ?? [];
      expect(row).toContain(item);
      expect(totals.length).toBe(report.total === null ? 0 : 1);
      // A file of XLSX is a ZIP archive.
      expect((await xlsx?.bytes())?.subarray(0, 2)).toEqual(Uint8Array.of(0x50, 0x4b));
    },
  },
];

const NAME = 'Stock Balance';
const START = `mutation ($filters: JSON) {
  startReport(name: "${NAME}", filters: $filters) { startedReport { handle } }
}`;
const LOOK = 'query ($handle: ID!) { startedReport(handle: $handle) { status error } }';

async function runReport(user: ErpnextUser, filters: object) {
  const { runReport: report } = await user.ask(
    `query ($filters: JSON) {
      runReport(name: "${NAME}", filters: $filters) {
        rowCount csv: exportUrl(format: CSV) xlsx: exportUrl(format: XLSX)
        ... on Report_StockBalance { entries { item_code { name } bal_qty } total { bal_qty } }
      }
    }`,
    { filters },
  );
  return report;
}

/** The end of a report is notified by mail, which a site without built assets cannot write. */
async function muteNotifications(user: ErpnextUser): Promise<void> {
  const { me } = await user.ask('{ me { user } }');
  await user.ask(
    `mutation ($name: ID!) {
      updateNotificationSettings(name: $name, input: { enabled: false, enable_email_notifications: false }) {
        notificationSettings { enabled }
      }
    }`,
    { name: me.user },
  );
}
