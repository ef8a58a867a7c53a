/** The operation of a first visit. */
export const DEFAULT_QUERY = `# Begin to type, or open Docs.
# Ctrl+Enter runs the operation.
{
  site { frappeVersion timeZone }
}
`;
