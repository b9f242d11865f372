# What the session's bash is told when its state is first asked for. Each part of the answer ends in a NUL.
#
# `declare -p` shows the locals of a function too, so these have none. Nothing here starts a process.

# __runbook_state STATUS ARGUMENT...: prints all that a later shell needs but the traps, which a function
# does not see. `__runbook_leave` gives `$?` back.
__runbook_state() {
  __runbook_status=$1
  builtin shift
  builtin printf '%s\0' "$#" "$@" "${#DIRSTACK[@]}" "${DIRSTACK[@]}"
  builtin umask
  builtin printf '\0'
  builtin shopt -p
  builtin printf '\0'
  builtin set +o
  builtin printf '\0'
  builtin declare -p
  builtin printf '\0'
  builtin declare -F
  builtin printf '\0'
  builtin declare -f
  builtin printf '\0'
  builtin alias -p
  builtin printf '\0'
  builtin jobs -r
  builtin printf '\0'
}

__runbook_leave() {
  builtin set -- "$__runbook_status"
  builtin unset -v __runbook_status
  builtin return "$1"
}
readonly -f __runbook_state __runbook_leave
