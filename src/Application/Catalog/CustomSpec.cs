using System.Text.Json.Nodes;

namespace Portal.Application.Catalog;

/// <summary>Checks the spec of a custom kind against its schema, each message at the place of the field it is about.</summary>
internal static class CustomSpec
{
    private const string NotAllowed = "is not allowed here.";
    private const string BadName = "has a name that is not allowed here.";

    public static void Check(KindSchema schema, DescriptorNode root, Findings found)
    {
        var spec = root["spec"];
        foreach (var finding in SchemaValidation.Find(schema.SpecSchema!, spec is null ? new JsonObject() : spec.ToJsonNode()))
        {
            var (line, column) = PlaceOf(root, spec, finding);
            var path = finding.Path.Length == 0 ? "spec" : finding.Path[0] == '[' ? "spec" + finding.Path : "spec." + finding.Path;
            found.At(line, column, spec is null && finding.Steps.Count > 0 ? $"spec is missing, and {path} {finding.Message}" : $"{path} {finding.Message}", Fix(schema, finding));
        }

        if (spec?["owner"] is { Kind: not NodeKind.Text and not NodeKind.Null } owner && schema.HasOwner && found.Errors.Count == 0)
        {
            found.Text(owner, "spec.owner");
        }
    }

    private static (int Line, int Column) PlaceOf(DescriptorNode root, DescriptorNode? spec, SchemaFinding finding)
    {
        if (spec is null)
        {
            return (root.Line, root.Column);
        }

        // A name that must not be there is wrong itself; of everything else the value is.
        var atName = finding.Message is NotAllowed or BadName;
        var at = spec;
        var place = (at.Line, at.Column);
        foreach (var step in finding.Steps)
        {
            if (at.Kind == NodeKind.List && int.TryParse(step, out var index) && index < at.Items.Count)
            {
                at = at.Items[index];
                place = (at.Line, at.Column);
            }
            else if (at[step] is { } next)
            {
                place = atName ? at.PlaceOf(step) : (next.Line, next.Column);
                at = next;
            }
            else
            {
                break; // the field is missing: the map it belongs to is the place
            }
        }

        return place;
    }

    private static string Fix(KindSchema schema, SchemaFinding finding)
        => finding.Message.StartsWith("is required", StringComparison.Ordinal) ? $"Add {finding.Steps[^1]}: there."
            : finding.Message == NotAllowed ? $"Remove it, or check its spelling: the kind {schema.Kind} does not know it."
            : $"Correct it; the schema of the kind {schema.Kind} is at /admin/kinds.";
}
