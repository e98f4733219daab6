using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Portal.Application.Catalog;

/// <summary>What an entity says about one of its dependencies.</summary>
/// <param name="Criticality">hard: it does not work without; soft: it works with less. Null: only the reason is given.</param>
/// <param name="Why">What it is needed for, in words.</param>
public sealed record DependencyNote(EntityRef Target, string? Criticality, string? Why);

/// <summary>The notes of one entity, and what is wrong with them.</summary>
/// <param name="Problems">Findings that leave the entity valid.</param>
public sealed record DependencyNotes(IReadOnlyDictionary<EntityRef, DependencyNote> ByTarget, IReadOnlyList<EntityError> Problems)
{
    public const string Hard = "hard";
    public const string Soft = "soft";

    public static DependencyNotes None { get; } = new(new Dictionary<EntityRef, DependencyNote>(), []);
}

/// <summary>
/// Reads the annotation <c>portal.dev/dependencies</c>: a YAML map from a dependency to <c>{criticality, why}</c>, or to the criticality alone. A key without a kind means the
/// declared dependency of that name; where there is none or several, an API, as in spec.consumesApis.
/// </summary>
public sealed partial class DependencyNoteReader(IDescriptorReader reader)
{
    public const string Annotation = "portal.dev/dependencies";

    private const int MaxWhyLength = 500;

    // An entity never changes: its notes are read once for as long as a snapshot holds it.
    private readonly ConditionalWeakTable<CatalogEntity, DependencyNotes> _known = [];

    /// <summary>The notes of an entity; cheap when asked again.</summary>
    public DependencyNotes Of(CatalogEntity entity)
        => entity.Annotations.ContainsKey(Annotation) ? _known.GetValue(entity, Read) : DependencyNotes.None;

    /// <summary>What is wrong with the notes of a document that is valid otherwise.</summary>
    public IReadOnlyList<EntityError> Check(DescriptorDocument document, KindRegistry kinds)
    {
        if (document.Root?["metadata"]?["annotations"]?[Annotation] is not { Kind: NodeKind.Text } note || document.Root["kind"] is not { Kind: NodeKind.Text })
        {
            return [];
        }

        var ns = document.Root["metadata"]!["namespace"]?.Text ?? EntityRef.DefaultNamespace;
        return Read(note.Text, ns, EntityRelations.Of(document.Root, kinds, new Findings(document.File)), Place.Of(document, note, shift: 0)).Problems;
    }

    private DependencyNotes Read(CatalogEntity entity)
        => Read(entity.Annotations[Annotation], entity.Ref.Namespace, entity.Declares, PlaceOf(entity));

    private DependencyNotes Read(string text, string ns, IReadOnlyList<Relation> declares, Place place)
    {
        List<EntityError> problems = [];
        var notes = new Dictionary<EntityRef, DependencyNote>();
        var declared = declares.Where(r => r.Type is RelationTypes.DependsOn or RelationTypes.ConsumesApi).Select(r => r.Target).ToHashSet();
        var document = reader.Read(text, place.File) is [var only, ..] ? only : null;
        if (document?.Root is not { Kind: NodeKind.Map } root)
        {
            var (line, column, message) = document?.Errors is [var broken, ..] ? (broken.Line, broken.Column, broken.Message) : (document?.Line ?? 1, 1, "It must be a map.");
            Add(line, column, $"{Annotation} cannot be read. {message}", "Write one line per dependency: resource:orders-db: {criticality: hard, why: orders are stored there}.");
            return new(notes, problems);
        }

        foreach (var field in root.Fields)
        {
            if (Resolve(field.Name, ns, declared) is not { } target)
            {
                Add(field.Line, field.Column, $"{Annotation} names \"{Short(field.Name)}\", which is no entity ref.", "Write [kind:][namespace/]name, as in spec.dependsOn.");
                continue;
            }

            if (!declared.Contains(target))
            {
                Add(field.Line, field.Column, $"{Annotation} speaks of {target}, which this entity does not declare as a dependency.", "Name it in spec.dependsOn or spec.consumesApis, or correct the name here.");
            }

            if (Note(target, field, Add) is { } note && !notes.TryAdd(target, note))
            {
                Add(field.Line, field.Column, $"{Annotation} speaks of {target} twice.", "Keep one of the two; the first one counts.");
            }
        }

        return new(notes, problems);

        void Add(int line, int column, string message, string fix) => problems.Add(place.Error(line, column, message, fix));
    }

    private static DependencyNote? Note(EntityRef target, DescriptorField field, Action<int, int, string, string> add)
    {
        const string Fix = "Write {criticality: hard, why: ...} or {criticality: soft, why: ...}.";
        if (field.Value.Kind == NodeKind.Text)
        {
            return Criticality(field.Value) is { } word ? new(target, word, null) : null;
        }

        if (field.Value.Kind != NodeKind.Map)
        {
            add(field.Value.Line, field.Value.Column, $"The note on {target} must be a map; it is {DescriptorValidator.Words(field.Value.Kind)}.", Fix);
            return null;
        }

        string? criticality = null, why = null;
        foreach (var part in field.Value.Fields)
        {
            switch (part.Name)
            {
                case "criticality":
                    criticality = Criticality(part.Value);
                    break;
                case "why" when part.Value.Kind is NodeKind.Text or NodeKind.Number or NodeKind.Bool:
                    why = part.Value.Text.Length <= MaxWhyLength ? part.Value.Text : part.Value.Text[..MaxWhyLength] + "…";
                    break;
                default:
                    add(part.Line, part.Column, $"The note on {target} holds '{Short(part.Name)}', which is not understood.", Fix);
                    break;
            }
        }

        return criticality is null && why is null ? null : new(target, criticality, why);

        string? Criticality(DescriptorNode value)
        {
            if (value is { Kind: NodeKind.Text, Text: DependencyNotes.Hard or DependencyNotes.Soft })
            {
                return value.Text;
            }

            add(value.Line, value.Column, $"The criticality of {target} is '{Short(value.Text)}'.", "Write hard (it does not work without) or soft (it works with less).");
            return null;
        }
    }

    private static EntityRef? Resolve(string key, string ns, HashSet<EntityRef> declared)
    {
        if (EntityRef.TryParse(key, null, ns, out var full))
        {
            return full;
        }

        if (!EntityRef.TryParse(key, "api", ns, out var bare))
        {
            return null;
        }

        var named = declared.Where(d => d.Name == bare.Name && d.Namespace == bare.Namespace).Take(2).ToList();
        return named is [var only] ? only : bare;
    }

    // The annotation is a text within the descriptor; a place in it becomes a place in the file by reading the descriptor again, which only a broken note costs.
    private Place PlaceOf(CatalogEntity entity)
    {
        var source = entity.Sources.Count > 0 ? entity.Sources[0] : new EntitySource("", 0, null, default);
        var document = entity.Raw is null ? null : reader.Read(entity.Raw, source.Location).FirstOrDefault(d => d.Root is not null);
        return document?.Root?["metadata"]?["annotations"]?[Annotation] is { } note
            ? Place.Of(document, note, source.Line - document.Line)
            : new(source.Location, source.Line, 1, 0);
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";

    /// <param name="Line">Line in the file of the note's first line.</param>
    /// <param name="Column">Column of the note's first character in its first line.</param>
    /// <param name="Indent">Columns before the text in its further lines.</param>
    private sealed partial record Place(string File, int Line, int Column, int Indent)
    {
        public static Place Of(DescriptorDocument document, DescriptorNode note, int shift)
        {
            var block = BlockStart().Match(document.Raw);
            return block.Success
                ? new(document.File, note.Line + shift + 1, block.Groups["indent"].Length + 1, block.Groups["indent"].Length)
                : new(document.File, note.Line + shift, note.Column, 0);
        }

        public EntityError Error(int line, int column, string message, string fix)
            => new(File, Line + Math.Max(line, 1) - 1, (line <= 1 ? Column - 1 : Indent) + Math.Max(column, 1), message, fix);

        [GeneratedRegex(@"portal\.dev/dependencies['""]?[ \t]*:[ \t]*[|>][^\n]*\n(?<indent> *)", RegexOptions.ExplicitCapture, 2000)]
        private static partial Regex BlockStart();
    }
}
