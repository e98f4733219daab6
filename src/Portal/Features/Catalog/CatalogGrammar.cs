namespace Portal.Web.Features.Catalog;

/// <summary>The field's grammar: <c>owner:team-a kind:api tag:java text</c>. The names are the API's parameters; what is no known name is text.</summary>
public static class CatalogGrammar
{
    /// <summary>Takes the filters out of the text.</summary>
    /// <returns>Null when the text holds none.</returns>
    public static EntityQuery? Split(EntityQuery query)
    {
        List<string> text = [];
        var split = query.Copy();
        foreach (var word in (query.Q ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = word.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || colon == word.Length - 1 || !Take(split, word[..colon].ToLowerInvariant(), word[(colon + 1)..]))
            {
                text.Add(word);
            }
        }

        var rest = string.Join(' ', text);
        if (rest == string.Join(' ', (query.Q ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            return null;
        }

        split.Q = rest.Length == 0 ? null : rest;
        return split;
    }

    private static bool Take(EntityQuery query, string name, string value)
    {
        switch (name)
        {
            case "kind":
                query.Kind = [value];
                return true;
            case "type":
                query.Type = [value];
                return true;
            case "owner":
                query.Owner = [value];
                return true;
            case "system" when !value.Contains('/', StringComparison.Ordinal) || value.Contains(':', StringComparison.Ordinal): // system:default/shop is the name of an entity
                query.System = [value];
                return true;
            case "lifecycle":
                query.Lifecycle = [value];
                return true;
            case "tag":
                query.Tag = [.. query.Tag ?? [], value];
                return true;
            case "namespace":
                query.Namespace = [value];
                return true;
            case "source":
                query.Source = [value];
                return true;
            case "orphan" when bool.TryParse(value, out var orphan):
                query.Orphan = orphan;
                return true;
            case "errors" when bool.TryParse(value, out var errors):
                query.Errors = errors;
                return true;
            case "dangling" when bool.TryParse(value, out var dangling):
                query.Dangling = dangling;
                return true;
            default:
                return false;
        }
    }
}
