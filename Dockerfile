# syntax=docker/dockerfile:1
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY rolldown.config.ts ./
COPY src ./src
# The command `mock` brings the simulated site along.
COPY demo ./demo
RUN npm run build && npm prune --omit=dev

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# A gateway.config.json in here decides what is shown.
COPY schema ./schema
# The snapshot of the model. Mount a volume here, and a new container starts while the site is down.
RUN mkdir .cache && chown node:node .cache
USER node
EXPOSE 4000
# The process runs. Whether it takes requests is what /ready says, for load balancers.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 4000) + '/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# SIGTERM drains: no new connections, requests under way finish, then the process ends. Give it DRAIN_SECONDS.
STOPSIGNAL SIGTERM
CMD ["node", "--max-semi-space-size=16", "dist/cli.js", "serve"]
