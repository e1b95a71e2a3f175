#!/bin/sh
# Brings along what the tests use besides Java: a browser, Node for the pages' own tests, STILTS as a judge of VOTables, and
# Confluent's Python client as a foreign reader of the log.
# With root on Debian they are installed; elsewhere the tests that need them say what is missing, and fail.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
say() { printf 'periapsis: %s\n' "$*" >&2; }

# install PACKAGE...
install() {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "installing for the tests: $*"
    log=$(mktemp)
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends "$@"; } >"$log" 2>&1 ||
      { tail -n 20 "$log" >&2; say "could not install: $*"; }
    rm -f "$log"
  else
    say "not installed, and not root to install it: $*"
  fi
}

set --
{ command -v chromium && command -v chromedriver; } >/dev/null 2>&1 || set -- "$@" chromium chromium-driver
command -v node >/dev/null 2>&1 || set -- "$@" nodejs
/usr/bin/python3 -c 'import confluent_kafka, requests' >/dev/null 2>&1 || set -- "$@" python3-confluent-kafka python3-requests
/usr/bin/python3 -c 'import ensurepip' >/dev/null 2>&1 || set -- "$@" python3-venv
[ $# = 0 ] || install "$@"
# By itself: its test is skipped where it cannot be had, and says so.
command -v stilts >/dev/null 2>&1 || install stilts

# Debian has no fastavro, which Confluent's Avro deserializer needs: it comes from the Python index, beside Debian's packages.
reader=$here/target/python-reader
if ! "$reader/bin/python" -c 'import confluent_kafka.schema_registry.avro' >/dev/null 2>&1; then
  say "preparing the Python reader"
  rm -rf "$reader"
  /usr/bin/python3 -m venv --system-site-packages "$reader" &&
    "$reader/bin/pip" install -q --retries 0 --timeout 5 fastavro || say "could not prepare the Python reader"
fi
