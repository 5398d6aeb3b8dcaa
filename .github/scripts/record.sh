#!/usr/bin/env bash
# Commits the change of a stack file that a deployment made, and pushes it. Others may push meanwhile: it tries five times.
# Usage: record.sh STACK PATCH BRANCH
set -euo pipefail

stack=$1
patch=$2
branch=$3
if [ ! -s "$patch" ]; then
  echo "Pulumi.$stack.yaml did not change."
  exit 0
fi
git config user.name "github-actions[bot]"
git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
for try in 1 2 3 4 5; do
  git fetch --quiet origin "$branch"
  git reset --quiet --hard FETCH_HEAD
  git apply --index --3way --include="Pulumi.$stack.yaml" "$patch"
  if git diff --cached --quiet; then
    echo "Pulumi.$stack.yaml says it already."
    exit 0
  fi
  # The deployment has happened: this commit needs none.
  git commit --quiet --message "Pulumi.$stack.yaml: what the stack runs now [skip ci]"
  if git push --quiet origin "HEAD:refs/heads/$branch"; then
    exit 0
  fi
  echo "Try $try: $branch has moved on." >&2
done
echo "error: the change of Pulumi.$stack.yaml could not be pushed. The stack runs it; commit it by hand:" >&2
cat "$patch" >&2
exit 1
