using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Application.Catalog;

/// <summary>Makes a kind of what its file says, or says where the file is wrong.</summary>
public static class KindReader
{
    private const string DefaultIcon = "file";
    private const int MaxWords = 80;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="documents">The file's documents; there must be one.</param>
    /// <param name="file">The name that messages carry.</param>
    /// <param name="icons">Names of the icons there are; null: any.</param>
    public static (CustomKind? Kind, IReadOnlyList<EntityError> Errors) Read(IReadOnlyList<DescriptorDocument> documents, string file, IReadOnlySet<string>? icons = null)
    {
        if (documents.SelectMany(d => d.Errors).ToList() is { Count: > 0 } unreadable)
        {
            return (null, unreadable);
        }

        var found = new Findings(file);
        if (documents is not [{ Root: { } root }])
        {
            found.At(documents.Count > 1 ? documents[1].Line : 1, 1, documents.Count == 0 ? "The file is empty." : "The file holds several documents.", "A file describes one kind; see /docs/portal/kinds.");
            return (null, found.Errors);
        }

        var kind = Read(root, documents[0].Raw, file, icons, found);
        return found.Errors.Count > 0 ? (null, found.Errors) : (kind, []);
    }

    /// <summary>What keeps kinds that are in order by themselves from standing side by side: a name taken twice, a relation with two other ends.</summary>
    public static IReadOnlyList<EntityError> Conflicts(CustomKind kind, IEnumerable<CustomKind> before)
    {
        List<EntityError> errors = [];
        foreach (var other in before)
        {
            if (other.Kind.Equals(kind.Kind, StringComparison.OrdinalIgnoreCase))
            {
                errors.Add(new(kind.File, 1, 1, $"The kind {kind.Kind} is described by {other.File}, too; that one is used.", "Remove or rename one of the two."));
            }

            foreach (var (mine, theirs) in kind.Relations.SelectMany(r => other.Relations.Select(o => (r, o))))
            {
                var same = mine.Type == theirs.Type && mine.Inverse == theirs.Inverse;
                if (!same && (mine.Type == theirs.Type || mine.Inverse == theirs.Inverse || mine.Type == theirs.Inverse || mine.Inverse == theirs.Type))
                {
                    errors.Add(new(kind.File, 1, 1, $"The relation {mine.Type}/{mine.Inverse} contradicts {theirs.Type}/{theirs.Inverse} of the kind {other.Kind}.", "Use the same pair in both, or other names."));
                }
            }
        }

        return errors;
    }

    private static CustomKind? Read(DescriptorNode root, string text, string file, IReadOnlySet<string>? icons, Findings found)
    {
        if (!found.Of(root, NodeKind.Map, "The file"))
        {
            return null;
        }

        foreach (var field in root.Fields.Where(f => f.Name is not ("kind" or "apiVersions" or "title" or "plural" or "icon" or "description" or "schema" or "relations")))
        {
            found.At(field.Line, field.Column, $"The field '{field.Name}' is not known here.", "Fields are kind, apiVersions, title, plural, icon, description, schema, relations.");
        }

        var kind = Name(root, found);
        var versions = Versions(root, found);
        var icon = Words(root, "icon", found) ?? DefaultIcon;
        if (icons is not null && !icons.Contains(icon))
        {
            found.Add(root["icon"] ?? root, $"There is no icon '{icon}'.", $"Use one of {string.Join(", ", icons.Order(StringComparer.Ordinal).Take(60))}.");
        }

        var schema = root["schema"];
        if (schema is null)
        {
            found.Add(root, "schema is missing.", "Add schema: with the JSON schema of spec, for instance type: object.");
        }
        else if (found.Of(schema, NodeKind.Map, "schema"))
        {
            SchemaKeywords.Check(schema, found);
        }

        var relations = Relations(root, found);
        if (found.Errors.Count > 0 || kind is null || schema is null)
        {
            return null;
        }

        var title = Words(root, "title", found) ?? kind;
        var spec = (JsonObject)schema.ToJsonNode()!;
        return new(kind, versions, title, Words(root, "plural", found) ?? title + "s", icon, root["description"]?.Text, relations,
            spec.ToJsonString(Indented), file, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))))
        {
            Schema = SchemaOf(kind, versions, relations, spec),
        };
    }

    private static KindSchema SchemaOf(string kind, IReadOnlyList<string> versions, IReadOnlyList<CustomRelation> relations, JsonObject spec)
    {
        List<RelationField> fields = [.. relations.Select(r => new RelationField(r.Field["spec.".Length..], r.Type, r.DefaultKind?.ToLowerInvariant()))];
        if (fields.All(f => f.Name != "owner"))
        {
            fields.Insert(0, new("owner", RelationTypes.OwnedBy, "group"));
        }

        return new(kind, versions, [], fields) { SpecSchema = spec, MustHaveOwner = SchemaChecks.Names(spec["required"]).Contains("owner", StringComparer.Ordinal) };
    }

    private static string? Name(DescriptorNode root, Findings found)
    {
        if (root["kind"] is not { } kind)
        {
            found.Add(root, "kind is missing.", "Add the name that descriptors write, for instance kind: DataSet.");
            return null;
        }

        if (!found.NonEmptyText(kind, "kind"))
        {
            return null;
        }

        found.Format(kind, "kind", FieldFormat.IsKind, "a letter, then letters and digits, at most 63 characters");
        if (KindSchema.All.Keys.Any(k => k.Equals(kind.Text, StringComparison.OrdinalIgnoreCase)))
        {
            found.Add(kind, $"{kind.Text} is a built-in kind; it cannot be changed.", "Choose another name.");
        }

        return kind.Text;
    }

    private static List<string> Versions(DescriptorNode root, Findings found)
    {
        if (root["apiVersions"] is not { } versions)
        {
            found.Add(root, "apiVersions is missing.", "Add the values of apiVersion that descriptors write, for instance apiVersions: [example.com/v1].");
            return [];
        }

        if (!found.Of(versions, NodeKind.List, "apiVersions"))
        {
            return [];
        }

        foreach (var version in versions.Items)
        {
            if (found.NonEmptyText(version, "an entry of apiVersions"))
            {
                found.Format(version, "An entry of apiVersions", FieldFormat.IsApiVersion, "for instance example.com/v1");
            }
        }

        if (versions.Items.Count == 0)
        {
            found.Add(versions, "apiVersions is empty.", "Name at least one, for instance example.com/v1.");
        }

        return [.. versions.Items.Select(v => v.Text)];
    }

    private static string? Words(DescriptorNode root, string name, Findings found)
    {
        if (root[name] is not { } value || !found.NonEmptyText(value, name))
        {
            return null;
        }

        if (value.Text.Length > MaxWords)
        {
            found.Add(value, $"{name} has {value.Text.Length} characters.", $"Use at most {MaxWords}.");
        }

        return value.Text;
    }

    private static List<CustomRelation> Relations(DescriptorNode root, Findings found)
    {
        List<CustomRelation> relations = [];
        if (root["relations"] is not { } list || !found.Of(list, NodeKind.List, "relations"))
        {
            return relations;
        }

        foreach (var item in list.Items)
        {
            if (found.Of(item, NodeKind.Map, "an entry of relations") && Relation(item, found) is { } relation)
            {
                relations.Add(relation);
            }
        }

        return relations;
    }

    private static CustomRelation? Relation(DescriptorNode item, Findings found)
    {
        foreach (var unknown in item.Fields.Where(f => f.Name is not ("field" or "type" or "inverse" or "defaultKind")))
        {
            found.At(unknown.Line, unknown.Column, $"The field '{unknown.Name}' is not known here.", "A relation has field, type, inverse, defaultKind.");
        }

        if (item["field"] is not { Kind: NodeKind.Text } field || !field.Text.StartsWith("spec.", StringComparison.Ordinal) || field.Text.Split('.').Any(p => p.Length == 0))
        {
            found.Add(item["field"] ?? item, "A relation names no field of spec.", "Add field: spec.dependsOn, or the path of another field.");
            return null;
        }

        if (item["type"] is not { } type || !found.NonEmptyText(type, "relations.type"))
        {
            found.Add(item, "A relation has no type.", "Add type: dependsOn, or a name of your own with inverse:.");
            return null;
        }

        var builtIn = RelationTypes.IsKnown(type.Text);
        var inverse = item["inverse"];
        if (inverse is null && !builtIn)
        {
            found.Add(type, $"{type.Text} is not one of the built-in relations, and it has no inverse.", $"Add inverse: with its name from the other end, or use one of {string.Join(", ", RelationTypes.All)}.");
            return null;
        }

        if (inverse is not null && (!found.NonEmptyText(inverse, "relations.inverse") || !PairIsSound(type, inverse, builtIn, found)))
        {
            return null;
        }

        return new(field.Text, type.Text, inverse?.Text ?? RelationTypes.InverseOf(type.Text), item["defaultKind"]?.Text);
    }

    private static bool PairIsSound(DescriptorNode type, DescriptorNode inverse, bool builtIn, Findings found)
    {
        if (builtIn ? inverse.Text != RelationTypes.InverseOf(type.Text) : RelationTypes.IsKnown(inverse.Text) || inverse.Text == type.Text)
        {
            found.Add(inverse, $"{inverse.Text} cannot be the inverse of {type.Text}.", builtIn ? $"Write {RelationTypes.InverseOf(type.Text)}, or leave it out." : "Choose a name that is neither built in nor the relation itself.");
            return false;
        }

        if (!FieldFormat.IsKind(type.Text) || !FieldFormat.IsKind(inverse.Text))
        {
            found.Add(type, $"The names {type.Text} and {inverse.Text} must be words of letters and digits.", "Write them as reads and readBy.");
            return false;
        }

        return true;
    }
}
