/** The shells that we can complete in. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

// The line at the cursor goes to the program word by word, as data: a script that evaluates it would run what somebody has
// only typed, and empty the file behind a `>`.

const BASH = `# Completion of copilot-events for Bash: source <(copilot-events completion bash)
_copilot_events() {
  local rest=\${COMP_LINE:0:COMP_POINT} program=$1 words=() word candidate i
  rest=\${rest#*"\${COMP_WORDS[0]}"}
  # Bash cuts words at = and :, too; what no space parts is one word.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${rest#"\${rest%%[![:space:]]*}"}
    if [[ $word != "$rest" || $i -eq 1 ]]; then words+=(''); fi
    rest=$word
    if ((i < COMP_CWORD)); then word=\${COMP_WORDS[i]}; fi
    words[\${#words[@]}-1]+=$word
    rest=\${rest#"$word"}
  done
  type -P "$program" >/dev/null || program=copilot-events
  COMPREPLY=()
  while IFS= read -r candidate; do
    COMPREPLY+=("$candidate")
  done < <("$program" completion bash -- "\${words[@]}" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _copilot_events copilot-events
`;

const ZSH = `#compdef copilot-events
# Completion of copilot-events for Zsh: source <(copilot-events completion zsh)
_copilot_events() {
  local program=$words[1] value description
  local -a whole open
  whence -p -- "$program" >/dev/null || program=copilot-events
  while IFS=$'\\t' read -r value description; do
    if [[ $value == *= ]]; then
      open+=("\${value//:/\\\\:}:$description")
    else
      whole+=("\${value//:/\\\\:}:$description")
    fi
  done < <("$program" completion zsh -- "\${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)
  if (( $#whole + $#open )); then
    _describe 'value' whole -- open -S ''
  else
    compset -P '*='
    _files
  fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _copilot_events "$@"
else
  compdef _copilot_events copilot-events
fi
`;

const FISH = `# Completion of copilot-events for fish: copilot-events completion fish | source
function __copilot_events_look
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    type -q -- $program; or set program copilot-events
    set -g __copilot_events_found (command $program completion fish -- $words[2..] "$current" 2>/dev/null)
    test (count $__copilot_events_found) -gt 0
end
complete -c copilot-events -e
# Where nothing is found, fish goes on to files.
complete -c copilot-events -n __copilot_events_look -f -a '$__copilot_events_found'
`;

/** What a shell has to run to complete our commands. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
