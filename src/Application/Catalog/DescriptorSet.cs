namespace Portal.Application.Catalog;

/// <summary>A document to be checked.</summary>
/// <param name="Root">With placeholders filled in or stood in for; null when the text does not parse.</param>
/// <param name="Problems">What is known about it already.</param>
public sealed record CheckedDocument(int Line, DescriptorNode? Root, IReadOnlyList<DescriptorMessage> Problems)
{
    /// <summary>What is known about it and leaves it valid.</summary>
    public IReadOnlyList<DescriptorMessage> Warnings { get; init; } = [];
}

/// <param name="File">As messages name it.</param>
public sealed record CheckedFile(string File, IReadOnlyList<CheckedDocument> Documents);

/// <summary>What a running catalog knows beyond the files at hand.</summary>
public interface IKnownEntities
{
    bool Exists(EntityRef reference);

    /// <summary>The file that declares the entity already, unless it is <paramref name="file"/> itself; null: nobody does.</summary>
    string? ClaimedBy(EntityRef reference, string file);
}

/// <summary>Checks documents one by one and against each other. The same for the command line, the API and the page.</summary>
public static class DescriptorSet
{
    private const int MaxWarnings = 20;

    /// <param name="known">What exists outside the files; null: unknown, and a ref to a kind that the files hold none of is not judged.</param>
    public static SetReport Check(IReadOnlyList<CheckedFile> files, KindRegistry kinds, IKnownEntities? known = null)
    {
        var first = new List<(CheckedFile File, CheckedDocument Document, DescriptorVerdict? Verdict, CatalogEntity? Entity)>();
        var declared = new Dictionary<EntityRef, (string File, int Line)>();
        foreach (var file in files)
        {
            foreach (var document in file.Documents)
            {
                var verdict = document.Root is { } root ? DescriptorValidator.Validate(root, file.File, kinds) : null;
                var entity = verdict is { IsValid: true } ? EntityFactory.Create(document.Root!, new EntitySource(file.File, document.Line, null, default), null, kinds) : null;
                first.Add((file, document, verdict, entity));
                if (entity is not null)
                {
                    declared.TryAdd(entity.Ref, (file.File, document.Line));
                }
            }
        }

        var kindsHere = declared.Keys.Select(r => r.Kind).ToHashSet(StringComparer.Ordinal);
        var open = 0;
        var reports = first.Select(f => (f.File, Report: Report(f.File, f.Document, f.Verdict, f.Entity))).ToList();
        var byFile = reports.ToLookup(r => r.File, r => r.Report, ReferenceEqualityComparer.Instance);
        return new([.. files.Select(f => new FileReport(f.File, [.. byFile[f]]))], open);

        DocumentReport Report(CheckedFile file, CheckedDocument document, DescriptorVerdict? verdict, CatalogEntity? entity)
        {
            List<DescriptorMessage> errors = [.. document.Problems, .. Messages(verdict)];
            if (entity is null)
            {
                return new(TextOf(document.Root?["kind"]), TextOf(document.Root?["metadata"]?["name"]), null, document.Line, Valid: false, errors);
            }

            var before = declared[entity.Ref];
            if (before != (file.File, document.Line))
            {
                var place = before.File == file.File ? $"line {before.Line} of this file" : $"{before.File}, line {before.Line}";
                errors.Add(new(document.Line, 1, $"{entity.Ref} is declared in {place}, too.", "Remove or rename one of the two.") { Rule = DescriptorRules.Duplicate });
            }

            List<DescriptorMessage> warnings = [.. document.Warnings];
            open += Dangling(document.Root!, warnings);
            if (known?.ClaimedBy(entity.Ref, file.File) is { } other)
            {
                var name = document.Root!["metadata"]!["name"]!;
                warnings.Add(new(name.Line, name.Column, $"{entity.Ref} is in the catalog already, from {other}.", "If this is another entity, rename it. If the file moves, remove the old one first.") { Rule = DescriptorRules.Claimed });
            }

            return new(entity.Kind, entity.Name, entity.Ref.ToString(), document.Line, errors.Count == 0, errors) { Warnings = warnings };
        }

        // Says which refs lead nowhere, and counts those of which nothing can be said.
        int Dangling(DescriptorNode root, List<DescriptorMessage> warnings)
        {
            var unjudged = 0;
            HashSet<EntityRef> said = [];
            foreach (var (item, field, target) in EntityRelations.Targets(root, kinds))
            {
                if (declared.ContainsKey(target) || known?.Exists(target) == true)
                {
                    continue;
                }

                if (known is null && !kindsHere.Contains(target.Kind))
                {
                    unjudged++;
                }
                else if (said.Add(target) && warnings.Count < MaxWarnings)
                {
                    warnings.Add(new(item.Line, item.Column, $"spec.{field} names {target}, which {(known is null ? "these files do not declare" : "neither these files nor the catalog declare")}.", "Correct the name, or add the missing descriptor.") { Rule = DescriptorRules.Missing });
                }
            }

            return unjudged;
        }
    }

    /// <summary>Documents as they are read, with a text in the place of each placeholder: whether it can be filled in shows where its file is at hand.</summary>
    /// <param name="notes">Null: notes on dependencies are not looked at.</param>
    public static CheckedFile Of(string file, IEnumerable<DescriptorDocument> documents, DependencyNoteReader? notes = null, KindRegistry? kinds = null)
        => new(file, [.. documents.Select(d => new CheckedDocument(d.Line, d.Root is null ? null : WithoutPlaceholders(d.Root), Messages(d.Errors, DescriptorRules.Text))
        {
            Warnings = Messages(notes?.Check(d, kinds ?? KindRegistry.BuiltIn) ?? [], DescriptorRules.Note),
        })]);

    /// <summary>Entities that a valid document names.</summary>
    public static IEnumerable<EntityRef> TargetsOf(DescriptorNode root, KindRegistry kinds) => EntityRelations.Targets(root, kinds).Select(t => t.Target);

    public static IReadOnlyList<DescriptorMessage> Messages(IReadOnlyList<EntityError> errors, string rule)
        => errors.Count == 0 ? [] : [.. errors.Select(e => new DescriptorMessage(e.Line, e.Column, e.Message, e.Fix) { Rule = rule })];

    private static IReadOnlyList<DescriptorMessage> Messages(DescriptorVerdict? verdict)
        => verdict is null ? [] : Messages(verdict.Errors, DescriptorRules.OfStage(verdict.Stage));

    private static string? TextOf(DescriptorNode? node) => node is { Kind: NodeKind.Text } ? node.Text : null;

    private static DescriptorNode WithoutPlaceholders(DescriptorNode node) => node.Kind switch
    {
        NodeKind.Map when node.Fields is [{ Name: "$text" or "$json" or "$yaml" }] => DescriptorNode.OfText("(not read)", node.Line, node.Column),
        NodeKind.Map when node.Fields.Any(f => f.Name.StartsWith('$')) => node,
        NodeKind.Map => DescriptorNode.OfMap([.. node.Fields.Select(f => f with { Value = WithoutPlaceholders(f.Value) })], node.Line, node.Column),
        NodeKind.List => DescriptorNode.OfList([.. node.Items.Select(WithoutPlaceholders)], node.Line, node.Column),
        _ => node,
    };
}
