using System.Text.RegularExpressions;
using Portal.Application.Catalog;
using Portal.Application.Manifests;

namespace Portal.Application.Scaffolding.Decommission;

/// <summary>Where manifests of a service lie outside its own repository.</summary>
/// <param name="Environment">Null: all that are not named.</param>
/// <param name="Repository">As it is written.</param>
/// <param name="Path">Folder or file in it.</param>
public sealed record ManifestPlace(string? Environment, string Repository, string Path)
{
    /// <summary>The annotation that names paths in the service's own repository names others as <c>REPOSITORY//PATH</c>, each after <c>environment=</c> or alone.</summary>
    public const string Annotation = "portal.dev/manifests";

    public static IReadOnlyList<ManifestPlace> Of(CatalogEntity service)
    {
        List<ManifestPlace> found = [];
        foreach (var part in (service.Annotations.GetValueOrDefault(Annotation) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (environment, place) = equals > 0 ? (part[..equals].Trim(), part[(equals + 1)..].Trim()) : (null, part);
            if (ManifestAddress.Parse(place) is { } elsewhere && Normal(elsewhere.Path) is { Length: > 0 } path)
            {
                found.Add(new(environment == "*" ? null : environment, elsewhere.Repository, path));
            }
        }

        return found;
    }

    /// <summary>Whether a file is of this place.</summary>
    public bool Holds(string file) => file == Path || file.StartsWith(Path + "/", StringComparison.Ordinal);

    /// <summary>The kustomization without the line that names this place; null when it names it nowhere.</summary>
    /// <param name="folder">Of the kustomization.</param>
    public string? Without(string kustomization, string folder)
    {
        var from = folder.Length == 0 ? [] : folder.Split('/');
        var to = Path.Split('/');
        var same = from.Zip(to).TakeWhile(p => p.First == p.Second).Count();
        var relative = string.Join('/', [.. Enumerable.Repeat("..", from.Length - same), .. to.Skip(same)]);
        var line = new Regex($@"^[ \t]*-[ \t]+(?<quote>[""']?)(\./)?{Regex.Escape(relative)}/?\k<quote>[ \t]*(#[^\r\n]*)?(\r?\n|\z)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        var without = line.Replace(kustomization, "");
        return without == kustomization ? null : without;
    }

    private static string? Normal(string path)
    {
        try
        {
            return Workspace.Normalise(path.Trim('/'));
        }
        catch (ArgumentException)
        {
            return null; // it leaves the repository
        }
    }
}
