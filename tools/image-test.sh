#!/bin/sh
# tools/image-test.sh: proves that the container image builds, and that Earful works in it as a user without rights, on
# a root that cannot be written to, without any network.
#
# It takes Docker where its engine answers, and podman elsewhere. With podman as root it makes a base image of its own
# with debootstrap (a minute, once), so that it needs no registry of images: only Debian's and Python's packages.
#   BASE=python:3.12-slim-bookworm tools/image-test.sh      another base image
#   PIP_CERT, SSL_CERT_FILE, PIP_INDEX_URL                  as pip knows them: handed to the build, kept nowhere
set -eu
cd "$(dirname "$0")/.."

IMAGE=localhost/earful:image-test
DEBIAN_BASE=localhost/earful-base:bookworm
scratch=$(mktemp -d)
daemon=earful-image-test-$$
engine=''
finish() {
    [ -z "$engine" ] || $engine rm --force --volumes "$daemon" >/dev/null 2>&1 || true
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT TERM
say() { echo "image-test: $*"; }

# ── which engine ─────────────────────────────────────────────────────────────────────────────────────────────────────
if docker version --format '{{.Server.Version}}' >/dev/null 2>&1; then
    engine=docker
    build="docker build"
elif command -v podman >/dev/null; then
    engine=podman
    # chroot: a build needs no container runtime and no rights beyond root's. docker: the format that has HEALTHCHECK.
    build="podman build --isolation chroot --format docker"
else
    say "there is neither a Docker engine nor podman. Install one:  sudo apt-get install podman debootstrap runc" >&2
    exit 1
fi

# ── the base image ───────────────────────────────────────────────────────────────────────────────────────────────────
if [ -z "${BASE:-}" ] && [ $engine = podman ] && [ "$(id -u)" = 0 ] && command -v debootstrap >/dev/null; then
    BASE=$DEBIAN_BASE
    if ! podman image exists $BASE; then
        say "making the base image $BASE with debootstrap (a minute, once) ..."
        if ! debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates \
            bookworm "$scratch/debian" >"$scratch/log" 2>&1; then
            tail -n 20 "$scratch/log" >&2
            exit 1
        fi
        tar --directory "$scratch/debian" --exclude=./var/cache/apt --exclude=./var/lib/apt/lists --create . |
            podman import --quiet - $BASE >/dev/null
        rm -rf "$scratch/debian"
    fi
fi

# ── build ────────────────────────────────────────────────────────────────────────────────────────────────────────────
set -- --tag $IMAGE
[ -z "${BASE:-}" ] || set -- "$@" --build-arg "BASE=$BASE"
ca=${PIP_CERT:-${SSL_CERT_FILE:-}}
[ -r "$ca" ] || ca=''
if [ -n "$ca${PIP_INDEX_URL:-}" ]; then
    {
        echo "[global]"
        [ -z "$ca" ] || echo "cert = /run/secrets/ca"
        [ -z "${PIP_INDEX_URL:-}" ] || echo "index-url = $PIP_INDEX_URL"
    } >"$scratch/pip.conf"
    set -- "$@" --secret "id=pip_conf,src=$scratch/pip.conf"
    [ -z "$ca" ] || set -- "$@" --secret "id=ca,src=$ca"
fi
say "building with $engine${BASE:+ on $BASE} ..."
started=$(date +%s)
if ! $build "$@" . >"$scratch/log" 2>&1; then
    tail -n 40 "$scratch/log" >&2
    say "the image does not build" >&2
    exit 1
fi
say "built in $(($(date +%s) - started)) s"

# ── how containers are run ───────────────────────────────────────────────────────────────────────────────────────────
# As strictly as compose.yaml and more: no network at all. (`--network none` still has 127.0.0.1.)
strict="--network none --read-only --tmpfs /tmp --cap-drop all --security-opt no-new-privileges"
if [ $engine = podman ]; then
    # On some machines crun cannot handle the old cgroups, or may not raise the limits: the first way that works is taken.
    engine='' tried=''
    for runtime in crun runc; do
        command -v $runtime >/dev/null || continue
        for limits in "" "--ulimit nofile=1024:1024 --ulimit nproc=1024:1024"; do
            # shellcheck disable=SC2086  # options are words
            if tried=$(podman --runtime $runtime run --rm --no-healthcheck $limits $strict --entrypoint /bin/true $IMAGE 2>&1); then
                engine="podman --runtime $runtime"
                strict="$limits $strict"
                break 2
            fi
        done
    done
    if [ -z "$engine" ]; then
        say "podman builds here, but runs no container: $tried" >&2
        say "another container runtime may do it:  sudo apt-get install runc" >&2
        exit 1
    fi
fi
in_container() { # in_container [OPTION ...] IMAGE [ARGUMENT ...]
    # shellcheck disable=SC2086
    timeout 120 $engine run --rm --no-healthcheck $strict "$@" </dev/null
}

# ── the proofs ───────────────────────────────────────────────────────────────────────────────────────────────────────
passed=0 failed=0
prove() { # prove SENTENCE COMMAND ...
    sentence=$1
    shift
    if "$@" >"$scratch/out" 2>&1; then
        passed=$((passed + 1))
        echo "  ok      $sentence"
    else
        failed=$((failed + 1))
        echo "  FAILED  $sentence"
        sed 's/^/          | /' "$scratch/out"
    fi
}
prints() { # prints WORDS COMMAND ...: the command's output has the words in it, whatever its exit status
    words=$1
    shift
    "$@" >"$scratch/printed" 2>&1 || true
    cat "$scratch/printed"
    grep -q -i -F -e "$words" "$scratch/printed"
}
tells_the_story() {
    in_container $IMAGE demo >"$scratch/printed" 2>&1 || { cat "$scratch/printed"; return 1; }
    cat "$scratch/printed"
    # A message that could not be delivered is a warning, and the story goes on without it: not here.
    grep -q -i "won back" "$scratch/printed" && ! grep WARNING "$scratch/printed"
}
refuses_to_write() { ! in_container --entrypoint touch $IMAGE /opt/earful/anything; }
setting_is() { # setting_is WHAT VALUE
    found=$($engine image inspect --format "{{json .Config.$1}}" $IMAGE)
    echo "$found"
    [ "$found" = "$2" ]
}
has_health_check() { $engine image inspect $IMAGE | grep -q '"healthcheck"'; }
daemon_lives_and_ends() {
    # A town forum of its own inside: without a source that it hears, the daemon would rightly not call itself well.
    mkdir -p "$scratch/config"
    cat >"$scratch/config/config.yaml" <<'END'
timezone: UTC
people: {maria: {email: maria@harborplumbing.example}}
brands: [{name: Harbor Plumbing, answered_by: maria}]
sources: [{kind: rss, url: "http://127.0.0.1:9000/feed.xml", allow_private: true}]
END
    cat >"$scratch/config/feed.xml" <<'END'
<rss version="2.0"><channel><title>Town forum</title><item><guid>1</guid><title>Pipes</title>
<description>Harbor Plumbing fixed my sink.</description></item></channel></rss>
END
    chmod -R a+rX "$scratch/config"
    # shellcheck disable=SC2086
    $engine run --detach --name "$daemon" --no-healthcheck $strict --volume "$scratch/config:/config:ro,Z" \
        --entrypoint sh $IMAGE -c \
        'python3 -m http.server --bind 127.0.0.1 --directory /config 9000 & exec earful run --config /config/config.yaml'
    tries=0
    until $engine exec "$daemon" earful healthcheck --config /config/config.yaml >"$scratch/health" 2>&1; do
        tries=$((tries + 1))
        running=$($engine inspect --format '{{.State.Running}}' "$daemon")
        if [ $tries -ge 30 ] || [ "$running" != true ]; then
            cat "$scratch/health"
            $engine logs "$daemon"
            return 1
        fi
        sleep 1
    done
    started=$(date +%s)
    $engine stop --time 20 "$daemon"
    took=$(($(date +%s) - started))
    status=$($engine inspect --format '{{.State.ExitCode}}' "$daemon")
    $engine logs "$daemon"
    echo "ended after $took s with status $status"
    [ "$status" = 0 ] && [ $took -lt 10 ]
}

say "running in it, with $engine ..."
prove "the image's user is 10001" setting_is User '"10001:10001"'
prove "the image knows how to ask for its health" has_health_check
prove "its root cannot be written to" refuses_to_write
prove "nothing of the build's own network settings is in it" \
    in_container --entrypoint sh $IMAGE -c '! ls /etc/pip.conf /run/secrets/ca /opt/build /src'
prove "earful check finds the shipped config good" in_container $IMAGE check --config /config/config.yaml
prove "earful demo goes from an angry post to won back" tells_the_story
prove "an unwritable /data gives the chown that helps" \
    prints "chown -R 12345:12345" in_container --user 12345:12345 $IMAGE
prove "any other user will do who may write to the data folder" \
    in_container --user 12345:12345 --env EARFUL_DATA=/tmp/earful --entrypoint sh $IMAGE -c \
    'earful once --config /config/config.yaml; test -s /tmp/earful/earful.db' # without a network it hears nothing
prove "the daemon is healthy on a mounted config, and SIGTERM ends it in time" daemon_lives_and_ends

echo "$passed passed, $failed failed"
[ $failed = 0 ]
