# syntax=docker/dockerfile:1

# Node comes with this base image. The Node binaries that package.json lists as optional serve machines without Node 24;
# they are left out here.
FROM node:24-slim AS packages
WORKDIR /kinward
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24-slim
WORKDIR /kinward
ENV NODE_ENV=production
COPY --from=packages /kinward/node_modules ./node_modules
COPY package.json LICENSE ./
COPY src ./src
COPY workflows ./workflows
COPY projections ./projections

# The store and the vault: the only place that is written to.
RUN install -d -o node -g node -m 0700 /data
ENV KINWARD_DATA=/data
VOLUME /data

USER node
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.KINWARD_PORT ?? 3000}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts", "serve"]
