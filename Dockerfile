# The image of a Cliprange instance.
#
#   docker build -t cliprange .
#   docker build -t cliprange --build-arg FFMPEG=distribution .    takes the distribution's FFmpeg: the build is minutes shorter,
#                                                                  and each FFmpeg process takes 75 ms longer
#
# All base images are build arguments, so that mirrors can replace them. The JDK and the runtime must be the same build of Java,
# because an AOT cache only works with the build that made it.
ARG JDK_IMAGE=docker.io/library/eclipse-temurin:25-jdk-noble
ARG RUNTIME_IMAGE=docker.io/library/eclipse-temurin:25-jre-noble
ARG FFMPEG_IMAGE=docker.io/library/debian:bookworm-slim
# lean: compiled here from the distribution's source packages. distribution: the package of the runtime's distribution.
ARG FFMPEG=lean

# The jar, extracted into layers: dependencies change seldom, the application changes often.
FROM ${JDK_IMAGE} AS build
# For a build without a network, if the cache has all dependencies: --build-arg MAVEN_FLAGS=-o
ARG MAVEN_FLAGS=""
# The checkout is not copied, so Git cannot name the commit.
ARG REVISION=unknown
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY db-migrations db-migrations
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -q -Dskip.gate -Dmaven.test.skip=true -Dcliprange.commit=${REVISION} ${MAVEN_FLAGS} package
RUN java -Djarmode=tools -jar target/cliprange-*.jar extract --layers --destination /layers --application-filename cliprange.jar \
    && mkdir -p /layers/snapshot-dependencies

FROM ${FFMPEG_IMAGE} AS ffmpeg-lean
COPY src/ops/image/build-ffmpeg /usr/local/bin/
RUN build-ffmpeg /opt/ffmpeg

FROM ${RUNTIME_IMAGE} AS runtime-lean
COPY --from=ffmpeg-lean /opt/ffmpeg /usr/local/bin/ffmpeg

FROM ${RUNTIME_IMAGE} AS runtime-distribution
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ffmpeg \
    && rm -rf /var/lib/apt/lists/*

FROM runtime-${FFMPEG} AS runtime
# For a machine with 512 MB that also runs a few FFmpeg processes. Replace the whole variable on a larger machine.
ENV JDK_JAVA_OPTIONS="-XX:+UseSerialGC -Xms64m -Xmx160m -XX:MaxDirectMemorySize=96m -XX:MaxMetaspaceSize=144m \
-XX:ReservedCodeCacheSize=64m -Xss512k -XX:+ExitOnOutOfMemoryError \
--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
COPY --from=build /layers/dependencies/ /app/
COPY --from=build /layers/snapshot-dependencies/ /app/
COPY --from=build /layers/application/ /app/

# Starts the server and plays clips, to record the AOT cache.
FROM runtime AS train
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends curl nginx-light postgresql util-linux \
    && rm -rf /var/lib/apt/lists/*
COPY src/ops/image/stage src/ops/image/train /rehearsal/
RUN /rehearsal/train /app/cliprange.jar /cliprange.aot

FROM runtime
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Cliprange" \
      org.opencontainers.image.description="A streaming origin for virtual clips" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=train /cliprange.aot /app/cliprange.aot
COPY --chmod=755 src/ops/image/alive /app/alive
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin cliprange
USER 10001
# The only folder that the server writes to: native libraries of Netty, and clips that FFmpeg made (cliprange.spool). The rest of
# the file system may be read-only. If the folder is in memory (tmpfs), clips are not written to it.
VOLUME /tmp
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["/app/alive"]
# `migrate` as an argument migrates the schema; `--help` lists the other commands.
ENTRYPOINT ["java", "-XX:AOTCache=/app/cliprange.aot", "-jar", "/app/cliprange.jar"]
