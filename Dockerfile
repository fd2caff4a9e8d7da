# 小爱 in a container: everything that changes is in /data, the rest may be read-only. How to use it: docs/admin/07-用容器跑.md.
# Without torch: a model on a graphics card is served by a machine that has one.

FROM python:3.12-slim AS packages
WORKDIR /build
# What the code needs, without the code: a changed line of it downloads nothing again. The empty folders stand for the packages;
# of 小爱 herself only the command `xiaoai` is installed here.
COPY pyproject.toml constraints.txt README.md LICENSE ./
RUN mkdir bot intents generators prompts \
    && python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt '.[postgres,wechat]'

FROM python:3.12-slim
# Chinese words on the storyboard previews. Debian keeps one version only, so there is none to pin.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --home-dir /data --no-create-home --shell /usr/sbin/nologin xiaoai \
    && install -d -o xiaoai -g xiaoai -m 0700 /data
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY config.yaml ./
COPY bot bot
COPY intents intents
COPY generators generators
COPY prompts prompts
COPY workflows workflows
RUN python -m compileall -q .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    TZ=Asia/Shanghai \
    XIAOAI_HOME=/app \
    XIAOAI_DATA=/data \
    XIAOAI_WEB__HOST=0.0.0.0
USER 10001:10001
VOLUME /data
EXPOSE 8080
# Asks for the last jobs: an answer means that she is not only there but awake.
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import socket; s = socket.socket(socket.AF_UNIX); s.settimeout(8); s.connect('/data/owner.sock'); s.sendall(b'{\"type\": \"ask\"}\\n'); s.recv(1) or exit(1)"]
ENTRYPOINT ["xiaoai"]
CMD ["run"]
