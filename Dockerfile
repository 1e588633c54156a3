# The bot and the worker, without the sandbox. `docker run … node src/main.ts bot` (or `worker`) starts one role alone.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Locked, without development dependencies, and without running any package's install script.
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM node:24-slim
# The option keeps the app's memory small; `npm start` and the sandbox start it with the same.
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=4
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY cloudformation cloudformation
COPY spark/loan_tracker.py spark/loan_tracker.py
COPY sql sql
COPY src src
# The image's own user without rights; nothing in /app is writable for it.
USER node
EXPOSE 3000
CMD ["node", "src/main.ts"]
