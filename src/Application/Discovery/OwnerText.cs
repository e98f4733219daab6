using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.Application.Discovery;

/// <summary>Sets spec.owner in the text of a descriptor and leaves every other character as it is: comments, order and the other documents of the file.</summary>
internal static class OwnerText
{
    /// <param name="text">The whole file.</param>
    /// <returns>Null when it cannot be done without guessing; the file says so itself when it is read again.</returns>
    public static string? Set(string text, string file, EntityRef entity, string owner, IDescriptorReader reader)
    {
        var before = reader.Read(text, file);
        var at = before.ToList().FindIndex(d => d.Root is { } root && IsOf(root, entity));
        if (at < 0 || before.Any(d => d.Errors.Count > 0) || before[at].Root!["spec"] is not { Kind: NodeKind.Map } spec)
        {
            return null;
        }

        var after = Edited(text, spec, owner);
        return after is not null && IsOnlyThat(before, reader.Read(after, file), at, owner) ? after : null;
    }

    /// <summary>The owner that the file names; null when it names none, or does not declare the entity.</summary>
    public static string? Of(string text, string file, EntityRef entity, IDescriptorReader reader)
        => reader.Read(text, file).FirstOrDefault(d => d.Root is { } root && IsOf(root, entity))?.Root?["spec"]?["owner"] is { Kind: NodeKind.Text } owner ? owner.Text : null;

    private static bool IsOf(DescriptorNode root, EntityRef entity)
        => string.Equals(root["kind"]?.Text, entity.Kind, StringComparison.OrdinalIgnoreCase)
            && string.Equals(root["metadata"]?["name"]?.Text, entity.Name, StringComparison.OrdinalIgnoreCase)
            && string.Equals(root["metadata"]?["namespace"]?.Text is { Length: > 0 } space ? space : EntityRef.DefaultNamespace, entity.Namespace, StringComparison.OrdinalIgnoreCase);

    private static string? Edited(string text, DescriptorNode spec, string owner)
    {
        var lines = text.Split('\n');
        if (spec.Fields.FirstOrDefault(f => f.Name == "owner") is { Name: "owner" } field)
        {
            return field.Value.Kind == NodeKind.Text && field.Value.Line > 0 ? Replaced(lines, field.Value, owner)
                : field.Value.Kind == NodeKind.Null ? InLine(lines, field.Line, line => line.IndexOf("owner:", StringComparison.Ordinal) is >= 0 and var colon ? line.Insert(colon + "owner:".Length, " " + owner) : null)
                : null;
        }

        if (spec.Fields.Count == 0)
        {
            return null;
        }

        var first = spec.Fields[0];
        return lines[first.Line - 1][..(first.Column - 1)].Trim().Length == 0
            ? InLine(lines, first.Line, line => $"{new string(' ', first.Column - 1)}owner: {owner}{(line.EndsWith('\r') ? "\r" : "")}\n{line}")
            : InLine(lines, first.Line, line => line.Insert(first.Column - 1, $"owner: {owner}, "));
    }

    private static string? Replaced(string[] lines, DescriptorNode value, string owner)
        => InLine(lines, value.Line, line =>
        {
            var start = value.Column - 1;
            if (start >= line.Length)
            {
                return null;
            }

            var quote = line[start] is '"' or '\'' ? line[start] : (char?)null;
            var end = quote is { } closing ? line.IndexOf(closing, start + 1) + 1 : start + value.Text.Length;
            return end > start && end <= line.Length ? line[..start] + owner + line[end..] : null;
        });

    private static string? InLine(string[] lines, int number, Func<string, string?> edit)
    {
        if (number < 1 || number > lines.Length || edit(lines[number - 1]) is not { } edited)
        {
            return null;
        }

        lines[number - 1] = edited;
        return string.Join('\n', lines);
    }

    // The reader is the judge: whatever was written, it must read as before but for the owner.
    private static bool IsOnlyThat(IReadOnlyList<DescriptorDocument> before, IReadOnlyList<DescriptorDocument> after, int at, string owner)
    {
        if (before.Count != after.Count || after.Any(d => d.Errors.Count > 0))
        {
            return false;
        }

        for (var n = 0; n < before.Count; n++)
        {
            var (old, now) = (JsonNode.Parse(before[n].Root?.ToJsonText() ?? "null"), JsonNode.Parse(after[n].Root?.ToJsonText() ?? "null"));
            if (n == at)
            {
                old!["spec"]!["owner"] = owner;
            }

            if (!JsonNode.DeepEquals(old, now))
            {
                return false;
            }
        }

        return true;
    }
}
