#!/bin/sh
# Becomes the program, already without privileges: limits, environment, directory.
#
#   program.sh ENVIRONMENT_FILE DIRECTORY MEMORY_KIB PROCESSES COMMAND...
#
# The environment comes from a file and not from the command line, which every process of the machine can read.
. "$1"
cd "$2" || exit 126
# RLIMIT_DATA counts private writable memory; the address space (RLIMIT_AS) would refuse a JVM its reservations.
[ "$3" -gt 0 ] && ulimit -d "$3"
[ "$4" -gt 0 ] && { ulimit -u "$4" || ulimit -p "$4"; } 2>/dev/null
ulimit -c 0
# When memory runs out, the kernel takes a run before it takes the platform.
echo 500 2>/dev/null >/proc/self/oom_score_adj
umask 022
shift 4
exec "$@"
