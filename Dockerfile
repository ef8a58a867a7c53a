# syntax=docker/dockerfile:1
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY demo/package.json ./demo/
RUN npm ci
COPY rolldown.config.ts tsconfig.json ./
COPY src ./src
COPY graphiql ./graphiql
# The commands `demo` and `mock` bring the simulated site along.
COPY demo ./demo
RUN npm run build

FROM node:24-slim
# All that is written goes to the volume, because the rest of the file system can be read-only.
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=32 \
  NODE_COMPILE_CACHE=/app/.cache/compiled TMPDIR=/app/.cache
WORKDIR /app
COPY package.json ./
COPY bin ./bin
COPY --from=build /app/dist ./dist
RUN ln -s /app/bin/frappe-graphql.cjs /usr/local/bin/frappe-graphql && mkdir .cache && chown 1000:1000 .cache
# The site's model and the events: a new container starts while the site is down, and subscribers miss nothing.
VOLUME /app/.cache
USER 1000:1000
EXPOSE 4000
# The process runs. Whether it takes requests is what /ready says, for load balancers.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 4000) + '/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# SIGTERM drains: no new connections, requests under way finish, then the process ends. Give it DRAIN_SECONDS.
STOPSIGNAL SIGTERM
# `docker run IMAGE doctor` runs another command.
ENTRYPOINT ["frappe-graphql"]
CMD ["start"]
