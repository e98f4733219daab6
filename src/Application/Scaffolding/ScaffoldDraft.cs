namespace Portal.Application.Scaffolding;

/// <summary>A form on its way to a run: what was typed so far, so that a preview has an address without the answers in it. Goes after <see cref="KeptFor"/>.</summary>
public sealed class ScaffoldDraft
{
    public const int IdLength = 32;

    /// <summary>Most that is kept of one form, in characters of its JSON.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>How long a draft is kept after it was saved last.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>Random: whoever has the address may read it.</summary>
    public required string Id { get; init; }

    /// <summary>Ref of the template.</summary>
    public required string Template { get; init; }

    /// <summary>Names and values of the form's inputs as JSON; secret ones are never among them.</summary>
    public required string InputsJson { get; set; }

    public required string SavedBy { get; init; }

    public DateTimeOffset SavedAt { get; set; }
}
