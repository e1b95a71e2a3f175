#!/bin/sh
# buckets.sh [DIR]: buckets, users and policies at a MinIO named by MC_HOST_store, from what `periapsis prepare` wrote into DIR.
# Runs in the container `buckets`; again after a change of passwords or sites.
set -eu
prepared=${1:-/prepared}
while read -r bucket; do mc mb --ignore-existing "store/$bucket"; done <"$prepared"/s3/buckets
for file in "$prepared"/s3/*.json; do
  account=$(basename "$file" .json)
  mc admin policy create store "$account" "$file"
  mc admin user add -- store "$account" "$(cat "$prepared/secrets/s3/$account")"
  # Attaching what is attached already is refused.
  mc admin policy entities store --user "$account" | grep -q "$account" || mc admin policy attach store "$account" --user "$account"
done
