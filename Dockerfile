# syntax=docker/dockerfile:1
# The portal as an image:  docker build -t portal .
#   --build-arg STANDINS=false takes every package from the registry instead of eng/standins

FROM node:20-bookworm-slim AS node

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# The build bundles the front end and fetches the template language with npm; the sdk image has no Node.js.
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUGET_PACKAGES=/cache/nuget NPM_CONFIG_CACHE=/cache/npm
WORKDIR /source
COPY . .
ARG STANDINS=true
RUN --mount=type=cache,target=/cache/nuget --mount=type=cache,target=/cache/npm \
    dotnet publish src/Portal -c Release -o /app -p:StandIns=$STANDINS

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# git reads catalog sources and keeps local repositories, ssh is for sources over SSH, curl for the health check.
RUN apt-get update \
 && apt-get install -y --no-install-recommends git openssh-client ca-certificates curl \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o $APP_UID -g $APP_UID -m 0750 /data
WORKDIR /app
COPY --from=build /app .
# The portal listens where ASPNETCORE_URLS says; the image's own HTTP_PORTS would only be reported as overridden.
ENV ASPNETCORE_URLS=http://+:8080 ASPNETCORE_HTTP_PORTS= Data__Directory=/data DOTNET_EnableDiagnostics=0
USER $APP_UID
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD curl -fsS -o /dev/null http://127.0.0.1:8080/healthz/ready || exit 1
ENTRYPOINT ["dotnet", "Portal.dll"]
