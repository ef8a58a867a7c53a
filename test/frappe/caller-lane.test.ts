import { expect, test } from 'vitest';
import { laneOf } from '../../src/frappe/caller-lane.ts';
import { CallerToken } from '../../src/frappe/caller-token.ts';

const laneFrom = (clientAddress: string) => laneOf({ token: CallerToken.guest, clientAddress });

test('guests of one IPv6 network are one caller', () => {
  expect(laneFrom('2001:db8:1:2::1')).toBe(laneFrom('2001:db8:1:2:3:4:5:6'));
  expect(laneFrom('2001:db8:1:2::1')).not.toBe(laneFrom('2001:db8:1:3::1'));
  expect(laneFrom('192.0.2.1')).not.toBe(laneFrom('192.0.2.2'));
});
