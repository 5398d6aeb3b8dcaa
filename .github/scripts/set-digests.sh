#!/usr/bin/env bash
# Writes image digests into the configuration of a stack; standard input has one line "SERVICE DIGEST" for each.
# Usage: set-digests.sh STACK
set -euo pipefail

stack=$1
mapfile -t lines
for line in "${lines[@]}"; do
  if [[ ! "$line" =~ ^[a-z]+\ sha256:[0-9a-f]{64}$ ]]; then
    echo "error: '$line' is no service with a digest (sha256: and 64 hex digits). Nothing was changed." >&2
    exit 1
  fi
done
for line in "${lines[@]}"; do
  pulumi config set --stack "$stack" --path "appointment:images.${line%% *}.digest" "${line#* }"
done
