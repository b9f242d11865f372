"""Random scripts of builtins leave the same state in the session, block by block, as in one plain bash."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .test_contract import by_one_bash, by_the_session

pytestmark = pytest.mark.shell

NAMES = st.sampled_from(["a", "b", "list", "f", "g"])
VALUES = st.sampled_from(
    ["1", "''", "'two words'", '"$a"', "$((3 + 4))", "$'tab\\t'", "'é漢'", "~", "*", "a=b"]
)
OPTIONS = st.sampled_from(
    ["-f", "+f", "-o pipefail", "+o pipefail", "-C", "+C", "-a", "+a", "+u", "-E", "-T"]
)
SHOPTS = st.sampled_from(
    ["nullglob", "dotglob", "extglob", "nocaseglob", "globstar", "nocasematch", "xpg_echo"]
)
STATEMENTS = st.one_of(
    st.builds("{}={}".format, NAMES, VALUES),
    st.builds("export {}={}".format, NAMES, VALUES),
    st.builds("declare -i n{}=7; n{}+=1".format, NAMES, NAMES),
    st.builds("unset -v {}".format, NAMES),
    st.builds("arr_{}+=({} {})".format, NAMES, VALUES, VALUES),
    st.builds("declare -A map_{}; map_{}[k]={}".format, NAMES, NAMES, VALUES),
    st.builds("{}() {{ echo in $FUNCNAME; {}={}; return 3; }}".format, NAMES, NAMES, VALUES),
    st.builds("declare -F {} >/dev/null && {}".format, NAMES, NAMES),
    st.builds("unset -f {}".format, NAMES),
    st.builds("alias al_{}='echo {}'".format, NAMES, NAMES),
    st.builds("set {}".format, OPTIONS),
    st.builds("shopt -s {}".format, SHOPTS),
    st.builds("shopt -u {}".format, SHOPTS),
    st.builds("trap 'echo {}' {}".format, NAMES, st.sampled_from(["USR1", "USR2", "WINCH", "ERR", "RETURN"])),
    st.builds("trap - {}".format, st.sampled_from(["USR1", "USR2", "WINCH", "ERR", "RETURN"])),
    st.builds("kill -{} $$".format, st.just("WINCH")),
    st.builds("umask {}".format, st.sampled_from(["022", "077", "002"])),
    st.builds("mkdir -p {} && cd {}".format, NAMES, NAMES),
    st.just("cd .. && cd - >/dev/null"),
    st.builds("set -- {} {}".format, VALUES, VALUES),
    st.just('echo "$#" "$*" "$?"'),
    st.builds('echo "${{{}-none}}"'.format, NAMES),
    st.builds("printf '<%s>' \"${{arr_{}[@]}}\"".format, NAMES),
    st.builds("read -r {} rest <<< {}".format, NAMES, VALUES),
    st.builds("printf -v {} '%s-%s' {} x".format, NAMES, VALUES),
    st.builds("for i in {} 2; do {}=$i; done".format, VALUES, NAMES),
    st.builds("if [[ ${{{}-}} ]]; then echo yes; else false; fi".format, NAMES),
    st.builds("case {} in *a*) echo has a ;; *) (exit 4) ;; esac".format, VALUES),
    st.builds("(cd /; {}={}; exit 5)".format, NAMES, VALUES),
    st.builds("cat <<END\n<${{{}-}}>\nEND".format, NAMES),
    st.builds("! true | {}".format, st.sampled_from(["true", "false", "cat"])),
    st.sampled_from(
        ["true", "false", "(exit 42)", ": <<< x", "eval 'e=1; echo $e'", "wait", "hash -r", "# note"]
    ),
)
BLOCKS = st.lists(st.lists(STATEMENTS, min_size=1, max_size=6).map("\n".join), min_size=1, max_size=5)


@given(BLOCKS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_a_random_script_leaves_the_same_state_and_output(blocks: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        session = by_the_session(blocks, Path(folder) / "session")
        plain = by_one_bash(blocks, Path(folder) / "plain")
    assert session.stdout == plain.stdout
    assert session.shell == plain.shell
