#!/bin/sh
# The first process of a run's namespaces: lays the run's own root, then runs the program as its owner.
#
#   enter.sh RUN UID GID COMMAND...
#
# RUN/root holds the mount points; RUN/mounts has a line "ro|rw TAB source TAB target" for each path that is to be seen.
# Nothing else of the machine is visible: not the platform's directory, nor anybody's home, nor other processes.
set -eu
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
run=$1 uid=$2 gid=$3
shift 3
tab=$(printf '\t')

# /proc is still the host's: this is the pid by which the supervisor knows us.
read -r pid _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start _ </proc/self/stat
printf '%s %s\n' "$pid" "$start" >"$run/init.tmp" && mv "$run/init.tmp" "$run/init"

root=$run/root
mount --bind -o nosuid "$root" "$root"
while IFS=$tab read -r mode source target; do
  mount --bind -o "$mode,nosuid" "$source" "$root$target"
done <"$run/mounts"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t tmpfs -o nosuid,nodev,mode=1777 shm "$root/dev/shm"
mount -t devpts -o newinstance,nosuid,noexec,ptmxmode=0666,mode=0620 devpts "$root/dev/pts"
mount -o remount,bind,ro,nosuid "$root"
cd "$root"
pivot_root . mnt
cd /
umount -l /mnt

setpriv --reuid "$uid" --regid "$gid" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all -- "$@" &
child=$!
trap 'kill -TERM "$child" 2>/dev/null' TERM
trap '' INT HUP
while :; do
  code=0
  wait "$child" || code=$?
  # A trapped signal ends the wait early; the program may still be at its farewell.
  kill -0 "$child" 2>/dev/null || break
done
exit "$code"
