using System.Text.RegularExpressions;
using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>Which objects a patch is for. Group, version, kind, name and namespace are regular expressions that must match the whole text.</summary>
internal sealed class PatchTarget
{
    // Linear in the text, as kustomize's own expressions are.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly List<(Func<ManifestObject, IEnumerable<string>> Read, Regex Form)> _forms = [];
    private readonly LabelSelector? _labels;
    private readonly LabelSelector? _annotations;

    private PatchTarget(ManifestNode node)
    {
        Place = node.Place;
        Add("kind", o => [o.Kind]);
        Add("name", o => o.FormerNames.Append(o.Name));
        Add("namespace", o => [o.Namespace ?? "default"]);
        Add("group", o => [o.ApiVersion.Contains('/', StringComparison.Ordinal) ? o.ApiVersion.Split('/')[0] : ""]);
        Add("version", o => [o.ApiVersion.Split('/')[^1]]);
        _labels = Selector("labelSelector");
        _annotations = Selector("annotationSelector");

        void Add(string field, Func<ManifestObject, IEnumerable<string>> read)
        {
            if (node.TextOf(field) is not { Length: > 0 } text)
            {
                return;
            }

            try
            {
                _forms.Add((read, new Regex($@"\A(?:{text})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Limit)));
            }
            catch (Exception ex) when (ex is ArgumentException or NotSupportedException)
            {
                throw new ManifestException(node[field]!.Place, $"The {field} of the target is no regular expression: {text}.", "Correct it.");
            }
        }

        LabelSelector? Selector(string field)
            => node.TextOf(field) is not { Length: > 0 } text ? null
                : LabelSelector.TryParse(text, out var selector, out var error) ? selector : throw new ManifestException(node[field]!.Place, error, "Correct the selector.");
    }

    public GitPlace Place { get; }

    public static PatchTarget? Of(ManifestNode? node) => node is { Fields.Count: > 0 } ? new(node) : null;

    public bool Matches(ManifestObject made)
    {
        try
        {
            return _forms.TrueForAll(f => f.Read(made).Any(t => f.Form.IsMatch(t))) && _labels?.Matches(Texts(made, "labels")) != false && _annotations?.Matches(Texts(made, "annotations")) != false;
        }
        catch (RegexMatchTimeoutException)
        {
            throw new ManifestException(Place, "A regular expression of the target takes too long.", "Write it simpler.");
        }
    }

    private static Dictionary<string, string> Texts(ManifestObject made, string field)
        => (made.Root.At("metadata", field)?.Fields ?? []).ToDictionary(f => f.Key, f => f.Value.Text, StringComparer.Ordinal);
}
