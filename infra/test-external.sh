#!/bin/sh
# Brings along the parts of a deployment that are not the platform's own, for `./periapsis test --external`: PostgreSQL of
# Debian, Kafka and Apicurio Registry from Maven Central, MinIO and its client built from their Go modules. What is there stays.
# The test starts each in a directory of its own; no cluster or server of this machine is touched.
# What cannot be had is said, and the test fails.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
parts=$here/target/external
mkdir -p "$parts/bin"
say() { printf 'periapsis: %s\n' "$*" >&2; }

apicurio=3.3.3
minio=v0.0.0-20260212201848-7aac2a2c5b7c
mc=v0.0.0-20250313080218-cf909e1063a9
kafka=$(sed -n 's/.*<kafka.version>\(.*\)<.*/\1/p' "$here/../pom.xml")
slf4j=$(sed -n 's/.*<slf4j.version>\(.*\)<.*/\1/p' "$here/../pom.xml")

# once NAME VERSION: whether it is still to be done
once() { [ "$(cat "$parts/$1.version" 2>/dev/null)" != "$2" ]; }
done_with() { printf '%s\n' "$2" >"$parts/$1.version"; }

if [ -z "$(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null)" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "installing PostgreSQL"
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends postgresql; } \
      >"$parts/postgresql.log" 2>&1 || { tail -n 20 "$parts/postgresql.log" >&2; say "could not install postgresql"; }
  else
    say "not installed, and not root on Debian to install it: postgresql"
  fi
fi
bin=
for each in /usr/lib/postgresql/*/bin; do [ -x "$each/postgres" ] && bin=$each; done
if [ -n "$bin" ]; then ln -sfn "$bin" "$parts/postgresql"; else rm -f "$parts/postgresql"; fi

# Apicurio runs on a JDK 21 or newer, beside that of the platform.
rm -f "$parts/jdk"
for home in $(env | sed -n 's/^JAVA_HOME[A-Za-z0-9_]*=//p') /usr/lib/jvm/*; do
  release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null) || release=
  if [ "${release:-0}" -ge 21 ] && [ -x "$home/bin/java" ]; then ln -sfn "$home" "$parts/jdk"; fi
done
[ -e "$parts/jdk" ] || say "no JDK 21 or newer found: install one below /usr/lib/jvm, or set JAVA_HOME_21"

if once kafka "$kafka"; then
  say "fetching Kafka $kafka"
  rm -rf "$parts/kafka"
  mkdir -p "$parts/kafka"
  cat >"$parts/kafka/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.periapsis.external</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$kafka</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>$slf4j</version></dependency>
  </dependencies>
</project>
POM
  if mvn -B -ntp -q -f "$parts/kafka/pom.xml" dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=$parts/kafka/lib"; then
    done_with kafka "$kafka"
  else say "could not fetch Kafka $kafka"; fi
fi

if once apicurio "$apicurio"; then
  say "fetching Apicurio Registry $apicurio (160 MB)"
  rm -rf "$parts/apicurio"
  mkdir -p "$parts/apicurio"
  if mvn -B -ntp -q dependency:copy "-Dartifact=io.apicurio:apicurio-registry-app:$apicurio:tar.gz:all" "-DoutputDirectory=$parts" &&
    tar -xzf "$parts/apicurio-registry-app-$apicurio-all.tar.gz" -C "$parts/apicurio"; then
    rm -f "$parts/apicurio-registry-app-$apicurio-all.tar.gz"
    done_with apicurio "$apicurio"
  else say "could not fetch Apicurio Registry $apicurio"; fi
fi

# MinIO and mc are AGPL: run beside the platform by this test, part of nothing that ships.
# go_program NAME VERSION
go_program() {
  if once "$1" "$2"; then
    if ! command -v go >/dev/null 2>&1; then
      say "no Go found to build $1 with: install Go 1.24 or newer and put it on PATH"
      return 0
    fi
    say "building $1 (some minutes)"
    if GOBIN="$parts/bin" nice go install -trimpath "github.com/minio/$1@$2" >"$parts/$1.log" 2>&1; then done_with "$1" "$2"
    else tail -n 20 "$parts/$1.log" >&2; say "could not build $1"; fi
  fi
}
go_program minio "$minio"
go_program mc "$mc"
