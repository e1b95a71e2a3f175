#!/bin/sh
# Enters the run's control groups, so that whatever comes of this process is counted there, and becomes the command.
#
#   confine.sh RUN COMMAND...
#
# RUN/groups has a directory a line; there is none where the machine permits no groups.
set -eu
run=$1
shift
if [ -e "$run/groups" ]; then
  while IFS= read -r group; do
    echo "$$" >"$group/cgroup.procs"
  done <"$run/groups"
fi
exec "$@"
