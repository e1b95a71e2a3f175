#!/bin/sh
# Runs one program and makes sure that it never outlives its agent.
#
#   supervise.sh RUN LEASE_TICKS GRACE_SECONDS MARK KIND COMMAND...
#
# RUN is the run's directory. Its files, each written whole and then renamed:
#   lease       changed by the agent every few seconds; unchanged for LEASE_TICKS seconds -> the run is ended
#   supervisor  this process: pid and start time (clock ticks since boot; together they resist the reuse of a pid)
#   init        the first process of the run's PID namespace, as the host sees it (KIND=sandbox)
#   over        exists once the program has ended
#   stop        exists once the agent wants the run to end
#   cause       why the run was ended, when it did not end by itself: stopped | lease | disk | files
#   groups      its control groups, a directory a line
#   exit        exit code and cause (also: exited | memory), when everything is over
# A TERM to this process ends the run. It is in a session of its own, so that it survives the agent.
set -u
umask 077
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
run=$1 lease_ticks=$2 grace=$3 mark=$4 kind=$5
shift 5

# The 22nd field is the start time. A built-in reads it, so /proc/self is this very process.
read -r me _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start _ </proc/self/stat
printf '%s %s\n' "$me" "$start" >"$run/supervisor.tmp" && mv "$run/supervisor.tmp" "$run/supervisor"

# Is process $1 still the one that started at $2?
same() {
  [ -r "/proc/$1/stat" ] || return 1
  IFS= read -r line 2>/dev/null <"/proc/$1/stat" || return 1
  set -- "$2" ${line##*) }
  [ "${21:-}" = "$1" ]
}

# Outside a PID namespace a program's children may leave its process group: they are still in its control groups, which
# nobody leaves, or carry the run's mark, which is gone from those that took an environment of their own.
sweep() {
  [ "$kind" = plain ] || return 0
  tries=0
  while [ $tries -lt 20 ]; do
    left=
    if [ -e "$run/groups" ]; then
      for p in $(while IFS= read -r group; do cat "$group/cgroup.procs" 2>/dev/null; done <"$run/groups"); do
        kill -KILL "$p" 2>/dev/null && left=1
      done
    fi
    for f in $(grep -l -s -a -F "PERIAPSIS_MARK=$mark" /proc/[0-9]*/environ); do
      p=${f#/proc/}
      kill -KILL "${p%/environ}" 2>/dev/null && left=1
    done
    [ -n "$left" ] || return 0
    tries=$((tries + 1))
    sleep 0.1
  done
}

hit() {
  if [ "$kind" = sandbox ]; then
    if [ -r "$run/init" ] && read -r pid begun <"$run/init" && same "$pid" "$begun"; then
      kill "-$1" "$pid" 2>/dev/null
    else
      kill -KILL "$child" 2>/dev/null
    fi
  else
    kill "-$1" "-$child" 2>/dev/null
  fi
}

cause=exited
asked=
trap 'asked=1' TERM
trap '' INT HUP

"$@" >>"$run/log" 2>&1 </dev/null &
child=$!

# The lease's clock is the loop itself: a suspended machine or a stepped clock ends nobody's run.
# $! is known as soon as there is a process: a variable set from it would leave a moment in which nobody ends the sleep.
(
  last= idle=0
  : &
  trap 'kill "$!" 2>/dev/null; wait; exit 0' TERM
  while same "$me" "$start"; do
    sleep 1 &
    wait "$!"
    [ -e "$run/over" ] && exit 0
    now=
    [ -r "$run/lease" ] && read -r now <"$run/lease"
    if [ -n "$now" ] && [ "$now" != "$last" ]; then
      last=$now idle=0
    else
      idle=$((idle + 1))
    fi
    if [ "$idle" -ge "$lease_ticks" ]; then
      echo lease >"$run/cause"
      kill -TERM "$me"
    fi
    # Asked again each second: a TERM between two steps of a shell can come too early to be noticed.
    [ -e "$run/stop" ] && kill -TERM "$me"
  done
  sweep
) </dev/null >/dev/null 2>&1 &
clock=$!

while :; do
  wait "$child"
  code=$?
  [ -n "$asked" ] || break
  asked=
  if [ "$cause" = exited ]; then
    cause=stopped
    [ -r "$run/cause" ] && read -r cause <"$run/cause"
    hit TERM
    (
      : &
      trap 'kill "$!" 2>/dev/null; wait; exit 0' TERM
      sleep "$grace" &
      wait "$!"
      [ -e "$run/over" ] && exit 0
      : >"$run/killed"
      hit KILL
    ) </dev/null >/dev/null 2>&1 &
    killer=$!
  fi
done
# The file tells those whom the signal reached before they could take it, just after they were forked.
: >"$run/over"
kill -TERM ${killer:-} "$clock" 2>/dev/null
wait ${killer:-} "$clock"
sweep
# unshare tells nothing of the signal that ended its child.
[ -e "$run/killed" ] && code=137
# The kernel counts whom it killed for want of memory, and forgets it with the group.
if [ -e "$run/groups" ]; then
  while IFS= read -r group; do
    for count in memory.oom_control memory.events; do
      [ -r "$group/$count" ] || continue
      killed=$(sed -n 's/^oom_kill //p' "$group/$count")
      [ "${killed:-0}" -gt 0 ] && [ "$cause" = exited ] && [ "$code" != 0 ] && cause=memory
    done
    rmdir "$group" 2>/dev/null
  done <"$run/groups"
fi
printf '%s %s\n' "$code" "$cause" >"$run/exit.tmp" && mv "$run/exit.tmp" "$run/exit"
