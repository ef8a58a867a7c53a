/**
 * Names that the gateway's own types and root fields use or may use, and what such types are called without a reserved
 * ending (`UploadFilePayload`): a DocType of that name gets `Doc` appended.
 */
const RESERVED_TYPES = new Set(
  `Query Mutation Subscription Node Nodes Document UnknownDocument PageInfo Site App Me Viewer Login Session Verification
   LoginVerification PasswordReset OpenIdProfile
   File Attachment AttachTo PictureSize Upload Comment Report ReportColumn Tag Assignment Like Share Follow Version Timeline Workflow Permission
   Notification Job Message Method Meta FormMeta FormField FormChoice DocMeta DocumentMeta ServerMessage DocumentPermissions PlainDocumentMeta DynamicBacklinks Event Change DocumentChange Cursor Connection Edge Filter Cost
   JobStatus MethodVerb OtherReport ReportRow ReportFormat
   ID Int Float String Boolean BigInt Decimal Date DateTime LocalDateTime LocalTime Time Duration JSON Rating
   Geolocation Color Phone DocStatus SortDirection Timespan DateUnit EventKind Void
   Deletion SyncPage SyncNode SyncKind HeldNames BulkWrite BulkWriteResult BulkWriteError DocumentCount DocumentWorkflow WorkflowTransition
   AssignmentPriority VersionChange VersionChangeKind TimelineEntry TimelineKind DownloadedFile LinkOption SearchHit PrintedPage ReportFigure StartedReport StartedReportStatus
   AddComment AttachFile MarkNotificationsRead PlaceFile ReplaceFile StartReport UploadFile`.split(/\s+/),
);

/** Endings of the types that belong to a DocType; `Doc` itself is one, so that the rule is one-to-one. */
const RESERVED_ENDINGS = /(?:Filter|Field|Input|Connection|Edge|OrderBy|Payload|Patch|Aggregate|Range|Change|Doc)$/;

/** The beginning of root fields that belong to another DocType: `unsavedDeliveryNote`. */
const RESERVED_BEGINNING = /^Unsaved(?=[A-Z0-9_])/;

/** Fields that every document has in addition to its docfields, and the words that filters and orders add. */
const RESERVED_FIELDS: ReadonlySet<string> = new Set(
  'id name doctype owner creation modified modified_by docstatus _meta _linked and or not'.split(' '),
);

/** Root fields that belong to no DocType. */
export const OWN_ROOT_FIELDS: readonly string[] = [
  'node',
  'nodes',
  'site',
  'formMeta',
  'me',
  'login',
  'verifyLogin',
  'logout',
  'searchLink',
  'globalSearch',
  'runReport',
  'startedReport',
  'printPdf',
  'printPage',
  'notifications',
  'job',
  'changes',
];

/** Whether a DocType that reads like this gives way to a type or root field of the gateway, or of another DocType. */
export function isReservedType(name: string): boolean {
  return RESERVED_TYPES.has(name) || RESERVED_ENDINGS.test(name) || RESERVED_BEGINNING.test(name);
}

/** @returns why a DocType cannot be given a name of people's own, or null if it can. */
export function refusalOfTypeName(name: string): string | null {
  if (RESERVED_TYPES.has(name)) return 'the gateway has a type of that name';
  if (name.includes('_')) return 'names with an underscore are those of types that belong to a DocType';
  if (RESERVED_BEGINNING.test(name) && !name.endsWith('Doc'))
    return 'names that begin with Unsaved are those of root fields that belong to a DocType';
  const ending = name.endsWith('Doc') ? undefined : RESERVED_ENDINGS.exec(name)?.[0];
  return ending === undefined ? null : `names that end in ${ending} are those of types that belong to a DocType`;
}

/** Whether a field of this name is the gateway's own in every document or filter. */
export function isReservedField(name: string): boolean {
  return RESERVED_FIELDS.has(name);
}

/** Fields that write documents, and so belong to DocTypes: `createShopOrder`. */
export function isWriteFieldName(name: string): boolean {
  return /^(?:create|update|upsert|save|delete|submit|cancel|discard|amend|rename|duplicate|apply|make|unsaved)[A-Z]/.test(
    name,
  );
}
