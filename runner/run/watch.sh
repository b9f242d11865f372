# Outlives the program that started it, and only then acts: ends what its sessions left and removes their folders.
# It must do nothing while that program lives.
#
# Its argument is the folder in which the sessions have theirs. Its stdin is a pipe that ends with that program,
# however that ends. Until then each line tells of a session: `+ SHELL FIRST LAST NAME` that it began, with the
# shell's pid, the first and the last mark and the name of its folder; `- NAME` that it ended.
place=$1
sessions=
while read -r what name first last folder; do
  if [ "$what" = + ]; then
    sessions="$sessions $name:$first:$last:$folder"
    continue
  fi
  left=
  for session in $sessions; do
    [ "${session##*:}" = "$name" ] || left="$left $session"
  done
  sessions=$left
done

# The processes whose mark is one of the session's, the shell with them.
marked() {
  for limits in /proc/[0-9]*/limits; do
    while read -r one two three soft _; do
      [ "$one $two $three" = "Max file locks" ] || continue
      if [ "$soft" != unlimited ] && [ "$soft" -ge "$first" ] && [ "$soft" -le "$last" ]; then
        pid=${limits%/limits}
        echo "${pid#/proc/}"
      fi
      break
    done <"$limits"
  done 2>/dev/null
}

strike() {
  shell=$1 first=$2 last=$3 folder=$4
  if [ -e /proc/self/limits ]; then
    # Some may fork meanwhile: it looks again until nothing is found, for a while.
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
      found=$(marked)
      [ "$found" ] || break
      # shellcheck disable=SC2086
      kill -KILL $found 2>/dev/null
      sleep 0.05
    done
  else
    kill -KILL "-$shell" 2>/dev/null
  fi
  rm -rf -- "${place:?}/${folder:?}"
}

for session in $sessions; do
  IFS=:
  # shellcheck disable=SC2086
  set -- $session
  unset IFS
  strike "$@"
done
