FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY scripts/build.mjs ./scripts/
COPY src ./src
RUN npm run build
# The development dependency `node` is a second Node of 120 MB: the image must run on its own.
RUN npm prune --omit=dev --omit=optional --no-audit --no-fund \
  && test ! -e node_modules/node && test ! -e node_modules/.bin/node && test ! -e node_modules/typescript

FROM node:24-slim
LABEL org.opencontainers.image.title="hermes-agent-server" \
      org.opencontainers.image.description="An agent behind an OpenAI-compatible HTTP API, as a NestJS service and as Nest modules" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="docker.io/library/node:24-slim"
# Listening on every address makes the server refuse to start without API_SERVER_KEY or API_SERVER_ALLOW_NO_KEY=true.
# One arena for all threads: glibc's own for each thread of V8 hold some 10 MB for nothing.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=1 \
    API_SERVER_HOST=0.0.0.0 \
    DATA_DIR=/data
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# A new volume takes over the owner of the folder that it covers.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 8642
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.API_SERVER_PORT || 8642) + '/health').then((response) => process.exit(response.ok ? 0 : 1), () => process.exit(1))"]
# Without a shell or npm in between, SIGTERM reaches the server.
CMD ["node", "dist/main.js"]
