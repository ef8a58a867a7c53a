import { fieldName, isAsciiLetters, plain, withHash } from './naming.ts';
import { isReservedField } from './reserved-names.ts';

/** The key of a record, which has no fields but its own: `owner` and `name` are free. A substitute if it is not legal. */
export function recordFieldName(key: string): string {
  return isReservedField(key) ? key : fieldName(key);
}

/** A record that methods return, `Method_ItemDetails`. No type of a DocType has such a name. */
export function methodRecordName(record: string): string {
  return `Method_${record}`;
}

/** `Report_GeneralLedger`: a report whose columns are known. No type of a DocType has such a name. */
export function reportTypeName(report: string): string {
  return `Report_${reportWord(report)}`;
}

/** `ReportRow_GeneralLedger`: a row of such a report. */
export function reportRowTypeName(report: string): string {
  return `ReportRow_${reportWord(report)}`;
}

/** `Item-wise Sales Register` → `ItemWiseSalesRegister`; a name with letters beyond ASCII gets a hash. */
function reportWord(report: string): string {
  const words = plain(report).split(/[^A-Za-z0-9]+/);
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return isAsciiLetters(report) ? pascal : withHash(pascal, report);
}
