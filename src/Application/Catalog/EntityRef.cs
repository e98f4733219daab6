using System.Diagnostics.CodeAnalysis;

namespace Portal.Application.Catalog;

/// <summary>Name of an entity in full: kind, namespace, name. Two refs are the same when they agree in lower case.</summary>
/// <remarks>Source: Backstage, "String references": <c>[kind:][namespace/]name</c>.</remarks>
public readonly record struct EntityRef
{
    public const string DefaultNamespace = "default";

    public EntityRef(string kind, string @namespace, string name)
        => (Kind, Namespace, Name) = (KindOf(kind), @namespace == DefaultNamespace ? DefaultNamespace : @namespace.ToLowerInvariant(), name.ToLowerInvariant());

    /// <summary>Lower case.</summary>
    public string Kind { get; }

    /// <summary>Lower case.</summary>
    public string Namespace { get; }

    /// <summary>Lower case.</summary>
    public string Name { get; }

    /// <summary>Reads a ref; parts that are left out come from the defaults.</summary>
    /// <returns>False when the text is no ref or lacks a kind and none is given.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, string? defaultKind, string defaultNamespace, out EntityRef reference)
    {
        reference = default;
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        var rest = text.AsSpan().Trim();
        var kind = defaultKind ?? "";
        var @namespace = defaultNamespace;
        var colon = rest.IndexOf(':');
        var slash = rest.IndexOf('/');
        if (colon >= 0 && (slash < 0 || colon < slash))
        {
            kind = rest[..colon].ToString();
            rest = rest[(colon + 1)..];
            slash = rest.IndexOf('/');
        }

        if (slash >= 0)
        {
            @namespace = rest[..slash].ToString();
            rest = rest[(slash + 1)..];
        }

        // As Backstage reads it, a name may hold further colons and slashes: such a ref parses and points nowhere.
        if (kind.Length == 0 || @namespace.Length == 0 || rest.Length == 0)
        {
            return false;
        }

        reference = new(kind, @namespace, rest.ToString());
        return true;
    }

    /// <summary>Reads a full ref (kind:namespace/name); kind is required, namespace falls back to "default".</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EntityRef reference)
        => TryParse(text, null, DefaultNamespace, out reference);

    /// <exception cref="FormatException">The text is no full ref.</exception>
    public static EntityRef Parse(string text)
        => TryParse(text, out var reference) ? reference : throw new FormatException($"'{text}' is no entity ref. Write kind:namespace/name.");

    public override string ToString() => $"{Kind}:{Namespace}/{Name}";

    // One text per kind instead of one per ref: a catalog of 100,000 entities holds half a million refs.
    private static string KindOf(string kind) => kind switch
    {
        "Component" or "component" => "component",
        "API" or "api" => "api",
        "Resource" or "resource" => "resource",
        "System" or "system" => "system",
        "Domain" or "domain" => "domain",
        "Group" or "group" => "group",
        "User" or "user" => "user",
        "Location" or "location" => "location",
        "Template" or "template" => "template",
        _ => kind.ToLowerInvariant(),
    };
}
