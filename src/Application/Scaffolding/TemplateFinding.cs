namespace Portal.Application.Scaffolding;

/// <summary>Something wrong with a template's text.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong, a whole sentence.</param>
/// <param name="Fix">What to do, a whole sentence.</param>
public sealed record TemplateFinding(int Line, int Column, string Message, string Fix);

/// <summary>A checked text.</summary>
/// <param name="Template">Null when it cannot be read as one.</param>
/// <param name="Findings">By place.</param>
public sealed record LintedTemplate(ScaffoldTemplate? Template, IReadOnlyList<TemplateFinding> Findings);

/// <summary>Checks the text of a template without running anything.</summary>
public interface ITemplateLint
{
    /// <param name="text">YAML.</param>
    /// <param name="folder">Where relative files are looked for.</param>
    /// <param name="root">Which they may not leave.</param>
    LintedTemplate Check(string text, string folder, string root);
}
