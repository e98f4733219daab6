namespace Portal.Web.Cli;

/// <summary><c>portal completion &lt;shell&gt;</c>: a script made of the verbs and options themselves.</summary>
internal static class CompletionVerb
{
    public static async Task<int> RunAsync(string[] args, CliContext cli, CancellationToken ct)
    {
        var script = args is [var shell] ? Script(shell) : null;
        if (script is null)
        {
            return await cli.MisusedAsync("Write portal completion bash|zsh|fish|powershell, and have your shell read what it prints: see docs/user/cli.md.");
        }

        await cli.Output.WriteLineAsync(script);
        return CommandLine.Done;
    }

    private static string? Script(string shell) => shell switch
    {
        "bash" => Bash(),
        "zsh" => $"autoload -U +X bashcompinit && bashcompinit\n{Bash()}",
        "fish" => Fish(),
        "powershell" => PowerShell(),
        _ => null,
    };

    private static string Names => string.Join(' ', CommandLine.Verbs.Select(v => v.Name));

    private static string Bash()
        => $$"""
            _portal() {
                local word="${COMP_WORDS[COMP_CWORD]}"
                if [ "$COMP_CWORD" -eq 1 ]; then
                    COMPREPLY=($(compgen -W "{{Names}}" -- "$word"))
                    return
                fi
                case "${COMP_WORDS[1]}" in
            {{string.Join('\n', CommandLine.Verbs.Where(v => v.Options.Count > 0).Select(v => $"        {v.Name}) COMPREPLY=($(compgen -W \"{string.Join(' ', v.Options)}\" -- \"$word\")) ;;"))}}
                esac
            }
            complete -o default -F _portal portal
            """;

    private static string Fish()
        => string.Join('\n', CommandLine.Verbs.Select(v => $"complete -c portal -n __fish_use_subcommand -a {v.Name} -d '{v.About.Replace("'", "\\'", StringComparison.Ordinal)}'")
            .Concat(CommandLine.Verbs.SelectMany(v => v.Options.Select(o => o.StartsWith("--", StringComparison.Ordinal) ? $"complete -c portal -n '__fish_seen_subcommand_from {v.Name}' -l {o[2..]}" : $"complete -c portal -n '__fish_seen_subcommand_from {v.Name}' -a {o}"))));

    private static string PowerShell()
        => $$"""
            Register-ArgumentCompleter -Native -CommandName portal -ScriptBlock {
                param($word, $ast, $cursor)
                $words = $ast.CommandElements | ForEach-Object { $_.ToString() }
                $options = @{
            {{string.Join('\n', CommandLine.Verbs.Where(v => v.Options.Count > 0).Select(v => $"        '{v.Name}' = @({string.Join(", ", v.Options.Select(o => $"'{o}'"))})"))}}
                }
                $known = if ($words.Count -gt 2 -or ($words.Count -eq 2 -and $word -eq '')) { $options[$words[1]] } else { '{{Names}}'.Split(' ') }
                $known | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """;
}
