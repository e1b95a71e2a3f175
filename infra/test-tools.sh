#!/bin/sh
# Brings along what the tests use besides Java: a browser, and Confluent's Python client as a foreign reader of the log.
# With root on Debian they are installed; elsewhere the tests that need them say what is missing, and fail.
set -eu
say() { printf 'periapsis: %s\n' "$*" >&2; }
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
/usr/bin/python3 -c 'import confluent_kafka.schema_registry.avro' >/dev/null 2>&1 || missing="$missing python3-confluent-kafka python3-fastavro"
/usr/bin/python3 -c 'import ensurepip' >/dev/null 2>&1 || missing="$missing python3-venv"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  say "installing for the tests:$missing"
  log=$(mktemp)
  # shellcheck disable=SC2086 # a list of packages
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing; } >"$log" 2>&1 ||
    { tail -n 20 "$log" >&2; say "could not install:$missing"; }
  rm -f "$log"
else
  say "not installed, and not root to install it:$missing"
fi
