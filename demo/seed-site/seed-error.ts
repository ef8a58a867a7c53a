/** Why a site cannot be seeded, in one line for the person at the command. */
export class SeedError extends Error {
  override readonly name = 'SeedError';
}
