#!/usr/bin/env bash
# Writes image digests into the configuration of a stack: FOLDER has one file for each service, which holds its digest.
# Usage: set-digests.sh STACK FOLDER
set -euo pipefail

stack=$1
folder=$2
shopt -s nullglob
files=("$folder"/*)
for file in "${files[@]}"; do
  if [[ ! "$(<"$file")" =~ ^sha256:[0-9a-f]{64}$ ]]; then
    echo "error: $file holds no digest (sha256: and 64 hex digits). Nothing was changed." >&2
    exit 1
  fi
done
for file in "${files[@]}"; do
  pulumi config set --stack "$stack" --path "appointment:images.$(basename "$file").digest" "$(<"$file")"
done
