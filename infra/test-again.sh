#!/bin/sh
# Runs the tests once more of the modules in which a few failed, and of those that were not run for that: Maven's own second try is for
# test methods alone, not for what a class starts and ends with. Run at the top of the tree; $1: a file that was written when the first run began.
set -eu
began=$1
most=3

failed=$(find . -path '*/target/*-reports/TEST-*.xml' -newer "$began" -exec grep -lE '<(failure|error)[ >]' {} + | sort -u)
count=$(printf '%s' "$failed" | grep -c . || :)
if [ "$count" = 0 ] || [ "$count" -gt "$most" ]; then exit 1; fi

modules=
for module in $(sed -n 's/.*<module>\(.*\)<\/module>.*/\1/p' pom.xml); do
  [ -d "$module/src/test" ] || continue
  ran=$(find "$module/target" -path '*-reports/TEST-*.xml' -newer "$began" 2>/dev/null | head -n 1)
  if [ -z "$ran" ] || printf '%s\n' "$failed" | grep -q "^\./$module/target/"; then
    modules="$modules $module/src/test"
  fi
done
printf 'periapsis: once more:%s\n' "$modules" >&2
printf '%s\n' "$failed" | while read -r report; do rm -f "$report"; done

# $1: how their names end
classes() { { echo None; find $modules -name "*$1.java" | sed 's#.*/##; s#\.java$##'; } | sort -u | paste -sd, -; }
exec mvn -B -ntp --fail-at-end verify "-Dtest=$(classes Test)" "-Dit.test=$(classes IT)" -Dsurefire.failIfNoSpecifiedTests=false \
  -Dfailsafe.failIfNoSpecifiedTests=false
