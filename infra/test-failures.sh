#!/bin/sh
# What failed in a test run, and why, after everything that Maven printed: who reads only the end of a log sees it.
# Run at the top of the tree; $1: a file that was written when the run began.
set -eu
began=$1

# $1: the elements to look for, with the first lines of each
told() {
  find . -path '*/target/*-reports/TEST-*.xml' -newer "$began" -exec grep -lE "<($1)[ >]" {} + | sort | while read -r report; do
    awk -v wanted="<($1)[ >]" '
      function part(key) { return match($0, key "=\"[^\"]*") ? substr($0, RSTART + length(key) + 2, RLENGTH - length(key) - 2) : "" }
      /<testcase / { name = part(" name"); of = part(" classname") }
      $0 ~ wanted { print "  " of "." name; left = 12 }
      left > 0 { print "      " substr($0, 1, 300); left-- }
      /<\/(failure|error|flakyFailure|flakyError)>/ { left = 0 }' "$report"
  done
}

failed=$(told 'failure|error')
again=$(told 'flakyFailure|flakyError')
[ -z "$again" ] || printf 'periapsis: Passed only when tried again; each is a fault to find:\n%s\n' "$again" >&2
[ -z "$failed" ] || printf 'periapsis: Failed:\n%s\n' "$failed" >&2
find . -path '*/target/*-reports/*.dump*' -newer "$began" -size +0 -exec echo 'periapsis: Something wrote to the channel of a test process, or it died:' {} \; >&2
