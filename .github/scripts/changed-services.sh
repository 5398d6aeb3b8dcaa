#!/usr/bin/env bash
# Prints, as a JSON list, the services whose image would be another one at commit AFTER than at commit BEFORE: their folder
# below services/, or how images are built, changed. All of them where BEFORE is empty or unknown.
# Usage: changed-services.sh BEFORE AFTER
set -euo pipefail

before=$1
after=$2
changed=()
for service in booking availability patient search notification practitioner; do
  folder="services/$service"
  # A service that has no source here is built elsewhere.
  git cat-file -e "$after:$folder/package-lock.json" 2>/dev/null || continue
  if git cat-file -e "$before^{commit}" 2>/dev/null && git diff --quiet "$before" "$after" -- "$folder" docker; then
    continue
  fi
  changed+=("\"$service\"")
done
(IFS=,; echo "[${changed[*]-}]")
