import type { ScalarName } from '../../metadata/fieldtypes.ts';
import { attachmentScalar } from './attachment.ts';
import { bigIntScalar } from './big-int.ts';
import { booleanScalar } from './boolean.ts';
import { colorScalar } from './color.ts';
import { dateScalar } from './date.ts';
import { decimalScalar } from './decimal.ts';
import { docStatusScalar } from './doc-status.ts';
import { durationScalar } from './duration.ts';
import { floatScalar } from './float.ts';
import { geolocationScalar } from './geolocation.ts';
import { idScalar } from './id.ts';
import { intScalar } from './int.ts';
import { jsonScalar } from './json.ts';
import { localDateTimeScalar } from './local-date-time.ts';
import { phoneScalar } from './phone.ts';
import { ratingScalar } from './rating.ts';
import type { Scalar } from './scalar.ts';
import { stringScalar } from './string.ts';
import { timeScalar } from './time.ts';

/** Every kind of value, by the name of its type. */
export const SCALARS: Readonly<Record<ScalarName, Scalar>> = {
  String: stringScalar,
  ID: idScalar,
  Int: intScalar,
  BigInt: bigIntScalar,
  Float: floatScalar,
  Decimal: decimalScalar,
  Boolean: booleanScalar,
  Date: dateScalar,
  LocalDateTime: localDateTimeScalar,
  Time: timeScalar,
  Duration: durationScalar,
  Rating: ratingScalar,
  JSON: jsonScalar,
  Geolocation: geolocationScalar,
  Color: colorScalar,
  Phone: phoneScalar,
  DocStatus: docStatusScalar,
  Attachment: attachmentScalar,
};
