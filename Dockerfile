# The gateway as an image, from this checkout: docker build -t tillside .
# It writes only to /data, and to /tmp if there is one: docker run --read-only --tmpfs /tmp -v tillside:/data …

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
# First what the installation needs, so that a change of the sources does not repeat it.
COPY package.json package-lock.json ./
COPY cli/bin cli/bin
COPY dashboard/package.json dashboard/
COPY stripe-app/package.json stripe-app/package-lock.json stripe-app/
COPY scripts/install-stripe-app.mjs scripts/
RUN npm ci
COPY . .
RUN npm run packages
# The package's own dependencies, in the versions of the lockfile.
RUN cp package-lock.json .build/packages/tillside/ && npm ci --prefix .build/packages/tillside --omit=dev --omit=peer --ignore-scripts

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4747 TILLSIDE_CONSOLE_PORT=4748 TILLSIDE_DATA_DIR=/data
WORKDIR /app
COPY --from=build /build/.build/packages/tillside ./
RUN mkdir /data && chown 1000:1000 /data
# The user `node` of the image, as a number, because Kubernetes cannot tell from a name that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 4747 4748
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself, so that it gets the signals.
CMD ["node", "--max-semi-space-size=8", "cli/main.js", "start"]
