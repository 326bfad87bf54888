# syntax=docker/dockerfile:1
# Pinned by tag. Whoever builds for production pins the digest that their registry shows for it, too.
# Debian rather than Alpine: what is tested is tested on glibc, and the tools that build are made for it.
ARG NODE=node:24.21.0-bookworm-slim

FROM ${NODE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
# No package's own scripts run: the only one that we allow elsewhere fetches a Node, and the image has it.
RUN ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY src ./src
RUN ["node", "scripts/build.ts"]
RUN ["mkdir", "/data"]

FROM ${NODE}
LABEL org.opencontainers.image.title="task-manager-mcp" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
# Everything is bundled: there is no node_modules. package.json says that these are modules.
COPY --from=build /build/package.json ./
COPY --from=build /build/dist ./dist
COPY LICENSE ./
# A new volume takes its owner from here.
COPY --from=build --chown=1000:1000 /data /data
ENV NODE_ENV=production \
    DATABASE_URL=/data/tasks.db \
    HOST=0.0.0.0 \
    PORT=3000 \
    LOG_LEVEL=info
USER 1000:1000
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/bin.js"]
# Any flag in its place, such as --log-level=warn, makes it the server on standard input and output.
CMD ["serve"]
