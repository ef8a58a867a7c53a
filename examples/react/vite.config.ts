import { defineConfig } from 'vite';

const target = process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000';
/** The gateway has to see the host that the browser sees: cookies count for pages of their own origin alone. */
const gateway = { target, changeOrigin: false };

export default defineConfig({
  // In this repository, `paths` of tsconfig.json lead to the sources of the client packages.
  resolve: { tsconfigPaths: true },
  server: {
    proxy: {
      '/graphql': { ...gateway, ws: true },
      '/auth': gateway,
      '/files': gateway,
      '/private/files': gateway,
    },
  },
});
