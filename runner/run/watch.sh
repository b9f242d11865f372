# Outlives the program that started it, and only then acts: ends what its session left and removes its folder.
# It must do nothing while that program lives.
#
# Arguments: the shell's pid, the first and the last mark, the session's private folder. Its stdin is a pipe
# that ends with that program, however that ends.
shell=$1 first=$2 last=$3 folder=$4
read -r _

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
rm -rf -- "$folder"
