import type { DemoDatabase, Row } from '../database/demo-database.ts';
import { DEMO_USERS, type DemoUser } from './demo-users.ts';
import { rowName } from './row-names.ts';
import { standardRow } from './standard-row.ts';

const ROLES = ['System Manager', 'Administrator', 'All', 'Guest', 'Desk User', 'Script Manager', 'Website Manager'];

/**
 * The users, their roles, and the small tables that every site has.
 *
 * @param appOf the app of a module.
 * @param gatewayHasAllRoles For DocTypes whose roles nobody here has.
 */
export function seedCore(database: DemoDatabase, appOf: (module: string) => string, gatewayHasAllRoles: boolean): void {
  const roles = new Set(ROLES);
  const named =
    'SELECT role FROM `tabDocPerm` UNION SELECT role FROM `tabCustom DocPerm` UNION SELECT name FROM `tabRole`';
  for (const row of database.all(named)) roles.add(String(row.role));
  for (const user of Object.values(DEMO_USERS)) for (const role of user.roles) roles.add(role);
  const stored = new Set(database.all('SELECT name FROM `tabRole`').map(({ name }) => name));
  insertNamed(
    database,
    'Role',
    [...roles].filter((role) => !stored.has(role)),
    (role) => ({
      role_name: role,
      desk_access: role === 'Guest' || role === 'All' ? 0 : 1,
    }),
  );
  seedUsers(database);
  seedFolders(database);
  if (gatewayHasAllRoles) grantRoles(database, DEMO_USERS.gateway, [...roles]);
  seedModules(database, appOf);
  insertNamed(database, 'Currency', ['EUR', 'USD', 'INR', 'JPY', 'GBP'], (name) => ({
    currency_name: name,
    enabled: 1,
  }));
  insertNamed(database, 'Country', ['Germany', 'France', 'India', 'Switzerland', 'Japan'], (name) => ({
    country_name: name,
  }));
  insertNamed(database, 'Language', ['en', 'ar', 'de', 'fr', 'ja'], (name) => ({
    language_code: name,
    language_name: name,
    enabled: 1,
  }));
}

function insertNamed(database: DemoDatabase, doctype: string, names: string[], values: (name: string) => Row): void {
  database.insertMany(
    doctype,
    names.map((name) => standardRow(name, values(name))),
  );
}

function seedUsers(database: DemoDatabase): void {
  for (const user of Object.values(DEMO_USERS)) {
    const { name, fullName, roles, apiKey: api_key, apiSecret: api_secret } = user;
    const email = name === 'Administrator' ? 'admin@example.com' : name;
    const values = {
      enabled: 1,
      email,
      first_name: fullName,
      full_name: fullName,
      user_type: 'System User',
      api_key,
      api_secret,
    };
    database.insert('User', standardRow(name, values));
    grantRoles(database, user, roles);
  }
  database.insert(
    'User',
    standardRow('Guest', { enabled: 1, email: 'guest@example.com', first_name: 'Guest', user_type: 'Website User' }),
  );
}

/** The folders that every site has. */
function seedFolders(database: DemoDatabase): void {
  const home = { is_folder: 1, is_private: 0, file_size: 0, file_name: 'Home' };
  database.insert('File', standardRow('Home', home));
  database.insert('File', standardRow('Home/Attachments', { ...home, file_name: 'Attachments', folder: 'Home' }));
}

/** Adds roles to those that a user has. */
function grantRoles(database: DemoDatabase, user: DemoUser, roles: readonly string[]): void {
  const sql = 'SELECT role FROM `tabHas Role` WHERE parent = ?';
  const present = new Set(database.all(sql, [user.name]).map((row) => String(row.role)));
  const added = roles.filter((role) => !present.has(role) && role !== 'Guest' && role !== 'All');
  for (const [index, role] of added.entries()) {
    const at = { parent: user.name, parenttype: 'User', parentfield: 'roles', idx: present.size + index + 1 };
    database.insert('Has Role', standardRow(rowName(`${user.name}/${role}`), { ...at, role }));
  }
}

function seedModules(database: DemoDatabase, appOf: (module: string) => string): void {
  const core = new Set([
    'Core',
    'Custom',
    'Desk',
    'Workflow',
    'Geo',
    'Contacts',
    'Printing',
    'Integrations',
    'Email',
    'Website',
  ]);
  const modules = database.all("SELECT DISTINCT module FROM `tabDocType` WHERE ifnull(module, '') != ''");
  const rows = modules.map((row) => {
    const name = String(row.module);
    return standardRow(name, { module_name: name, app_name: core.has(name) ? 'frappe' : appOf(name) });
  });
  database.insertMany('Module Def', rows);
}
