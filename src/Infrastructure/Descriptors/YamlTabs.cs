using YamlDotNet.Core;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Finds the tab that YAML does not allow. The parser complains about it in words of its own, often a line early and sometimes at the start of the document.</summary>
internal static class YamlTabs
{
    /// <summary>What is wrong with the line, after a place or "not valid YAML:".</summary>
    public const string Words = "this line is indented with a tab.";

    public const string Fix = "Indent with spaces.";

    /// <returns>The line that is indented with a tab, from 1; null when something else is wrong.</returns>
    public static int? Line(string text, YamlException exception)
    {
        var near = (int)exception.Start.Line;
        var last = exception.Message.Contains(" tab ", StringComparison.Ordinal) || exception.InnerException?.Message.Contains(" tab ", StringComparison.Ordinal) == true ? int.MaxValue : near + 2;
        var number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range];
            number++;
            if (number >= near && number <= last && line.TrimStart(' ').StartsWith("\t", StringComparison.Ordinal))
            {
                return number;
            }
        }

        return null;
    }
}
