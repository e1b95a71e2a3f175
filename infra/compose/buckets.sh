#!/bin/sh
# Buckets, users and policies at the store, from what `periapsis prepare` wrote. Runs in the container `buckets`.
set -eu
while read -r bucket; do mc mb --ignore-existing "store/$bucket"; done </prepared/s3/buckets
for file in /prepared/s3/*.json; do
  account=$(basename "$file" .json)
  mc admin policy create store "$account" "$file"
  mc admin user add store "$account" "$(cat "/prepared/secrets/s3/$account")"
  # Attaching what is attached already is refused.
  mc admin policy entities store --user "$account" | grep -q "$account" || mc admin policy attach store "$account" --user "$account"
done
