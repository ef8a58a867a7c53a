/** The operation of a first visit. */
export const DEFAULT_QUERY = `# Start typing, or open Docs.
# Ctrl+Enter runs the operation.
{
  site { frappeVersion timeZone }
}
`;
