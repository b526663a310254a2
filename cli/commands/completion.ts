import { command } from '../command.ts';
import { UsageError } from '../exitCodes.ts';
import { print } from '../terminal.ts';

/** Each shell asks the command itself: `service-users __complete WORDS…`, the last word unfinished. */
const shells: Readonly<Record<string, string>> = {
  bash: `_service_users() {
  local IFS=$'\\n'
  COMPREPLY=($(service-users __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _service_users service-users`,
  zsh: `#compdef service-users
_service_users() {
  local -a found
  found=("\${(@f)$(service-users __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  [[ -n "\${found[1]}" ]] && compadd -a found
}
compdef _service_users service-users`,
  fish: `complete -c service-users -f -a '(service-users __complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'`,
};

/** `service-users completion` */
export const completion = command({
  brief: 'Print what completes words in bash, zsh or fish',
  more: 'bash, zsh: eval "$(service-users completion bash)" in ~/.bashrc or ~/.zshrc\nfish: service-users completion fish > ~/.config/fish/completions/service-users.fish',
  args: ['shell'],
  run: (_, [shell]) => {
    const script = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
    if (script === undefined) throw new UsageError(`Which shell? ${Object.keys(shells).join(', ')}`);
    print(script);
  },
});
