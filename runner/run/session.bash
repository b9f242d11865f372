__runbook_prompts=("$PS1" "$PS2") PS1= PS2=
# A prompt for each line would wake the session as often: the end of this file gives both prompts back.
#
# What the session's bash is told before the first step; @TOKEN@, @COMMANDS@ and @NOTES@ are filled in.
#
# A step cannot break it by accident: every builtin is called through `builtin`, which a function of the
# same name does not shadow, and what a step may set off is quiet under `set -x`. Nothing here reaches the
# environment of a program.

# `!` between a page's double quotes is text: the page cannot mean the history of this shell.
set +H
# Without a terminal there is no job control: jobs stay in the shell's process group.
set +m
# Nobody's history file is written or grown by a page.
set +o history
history -c
unset HISTFILE
# Meant for a prompt that a person sees.
unset PROMPT_COMMAND
# Would end the shell while a person thinks about a manual step.
unset TMOUT

# __runbook_answer TAG STATUS: says on the shell's own stdout, which no step ever has, how the line before
# ended, and leaves `$?` as that line left it. `echo` is for a page that turned `printf` off.
__runbook_answer() {
  builtin printf '\n@TOKEN@ %s %s %s\n' "$1" "$2" "${__runbook_exit-}" ||
    builtin echo "
@TOKEN@ $1 $2 ${__runbook_exit-}"
  if [[ ${__runbook_trap-} ]]; then builtin eval "$__runbook_trap"; fi
  builtin set -- "$(((${__runbook_exit-$2}) & 255))"
  builtin unset -v __runbook_exit __runbook_trap
  builtin return "$1"
}

# __runbook_ask CODE STATUS: a question of the session's own that leaves `$?` as it was.
__runbook_ask() {
  builtin eval "$1"
  builtin return "$2"
}

# __runbook_take_terminal STATUS: before a step that gets a terminal, which shows no colours and moves no cursor.
__runbook_take_terminal() {
  __runbook_term=${TERM-}
  builtin export TERM=dumb
  builtin return "$1"
}

# __runbook_let_go STATUS, __runbook_went STATUS: stand around the moment at which the system takes a step's
# terminal away. It tells the shell by a signal that would end it; the page's own trap is put aside.
__runbook_let_go() {
  __runbook_hangup=$(builtin trap -p HUP)
  builtin trap '' HUP
  builtin return "$1"
}
__runbook_went() {
  builtin trap - HUP
  if [[ ${__runbook_hangup-} ]]; then builtin eval "$__runbook_hangup"; fi
  if [[ ${TERM-} == dumb ]]; then builtin export TERM="${__runbook_term-}"; fi
  if [[ ! ${TERM-} ]]; then builtin unset -v TERM; fi
  builtin unset -v __runbook_hangup __runbook_term
  builtin return "$1"
}

# __runbook_drop: leaves the step as Ctrl-C would. A page's own trap on INT is put aside until the answer.
# At the prompt there is nothing to leave, and bash 5.2 crashes where a trap throws while it reads.
__runbook_drop() {
  {
    if [[ ! /dev/fd/0 -ef @COMMANDS@ ]]; then
      __runbook_trap=$(builtin trap -p INT)
      if [[ $__runbook_trap ]]; then builtin trap - INT; fi
      builtin kill -INT "$$"
    fi
  } 2>/dev/null
}

# The session's way to stop a step. bash looks at traps when a foreground program has ended and before it
# begins the next command, so nothing of the step runs on, whatever the program did with a signal. SIGURG
# because nothing uses it here and a shell whose page removed the trap ignores it.
trap __runbook_drop URG

# In a terminal `exit` ends the session; on a page it ends the step, and the status is kept for the answer.
exit() {
  {
    __runbook_exit=${1-$?}
    if [[ $BASHPID == "$$" && $# -lt 2 && $__runbook_exit == ?([-+])+([0-9]) ]]; then __runbook_drop; fi
  } 2>/dev/null
  # A subshell, the prompt, or no status at all: bash knows what to do and to say.
  builtin exit "${@-$__runbook_exit}"
}

# In the child that bash makes for a command that it does not find: notes the line, as the shell counts, of the
# step's own command, and has bash say what it always says. Where a page broke
# what this needs, bash calls it again, without end if it did not count.
command_not_found_handle() {
  case "__runbook_${__runbook_noted-}" in
    __runbook_)
      {
        __runbook_noted=1
        builtin printf '%s %s\n' "${BASH_LINENO[-1]}" "$1" >> @NOTES@
        builtin set +x
        builtin unset -f command_not_found_handle
      } 2>/dev/null
      "$@"
      ;;
    __runbook_1)
      __runbook_noted=2
      builtin return 127
      ;;
    *) [[ ! 1 ]] ;;
  esac
}
readonly -f __runbook_answer __runbook_ask __runbook_drop \
  __runbook_take_terminal __runbook_let_go __runbook_went
PS1=${__runbook_prompts[0]} PS2=${__runbook_prompts[1]}
unset -v __runbook_prompts
