#!/bin/sh
# Becomes the program, already without privileges: limits, environment, directory.
#
#   program.sh ENVIRONMENT_FILE DIRECTORY MEMORY_KIB PROCESSES FILE_KIB COMMAND...
#
# The environment comes from a file and not from the command line, which every process of the machine can read.
. "$1"
cd "$2" || exit 126
# RLIMIT_DATA counts private writable memory; the address space (RLIMIT_AS) would refuse a JVM its reservations.
[ "$3" -gt 0 ] && ulimit -d "$3"
[ "$4" -gt 0 ] && { ulimit -u "$4" || ulimit -p "$4"; } 2>/dev/null
# One file alone cannot pass the bound on what a run may keep on disk; the sum is watched by the agent.
[ "$5" -gt 0 ] && ulimit -f $(($5 * 2))
ulimit -c 0
umask 022
# Python looks once whether this is there.
[ -z "${PYTHONPATH:-}" ] || mkdir -p "$PYTHONPATH" 2>/dev/null
shift 5
exec "$@"
