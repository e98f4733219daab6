using System.Text.RegularExpressions;
using Portal.Application.Catalog;

namespace Portal.Web;

/// <summary>
/// What people call an entity. Sentences of the application name entities by their refs, which the API and the command line need; a page says the names instead.
/// A ref that the catalog does not hold stays as it is: it is the only thing known.
/// </summary>
public sealed partial class EntityNames(ICatalog catalog)
{
    /// <summary>The name of one entity.</summary>
    public string Of(string? reference)
        => reference is null ? "nobody" : EntityRef.TryParse(reference, out var parsed) ? catalog.Current.Find(parsed)?.DisplayName ?? parsed.Name : reference;

    /// <summary>A sentence with names in place of the refs in it.</summary>
    public string In(string? text)
        => text is null ? "" : Refs().Replace(text, found => EntityRef.TryParse(found.Value, out var parsed) && catalog.Current.Find(parsed) is { } entity ? entity.DisplayName : found.Value);

    // A dot ends a sentence as often as it stands within a name.
    [GeneratedRegex(@"\b(?:component|api|resource|system|domain|group|user|template|location):[\w-]+/\w[\w-]*(?:\.\w[\w-]*)*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Refs();
}
