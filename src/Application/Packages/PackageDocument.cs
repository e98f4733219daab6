namespace Portal.Application.Packages;

/// <summary>What a document or a manifest was read as.</summary>
/// <param name="Format">For people: "CycloneDX 1.5 JSON".</param>
/// <param name="Tool">What made it, or null.</param>
/// <param name="SubjectVersion">Version of what it describes, or null.</param>
/// <param name="MadeAt">When it was made, UTC, or null.</param>
/// <param name="Items">Each package version once.</param>
/// <param name="Notes">What was left out or is not known, in words.</param>
public sealed record PackageDocument(string Format, string? Tool, string? SubjectVersion, DateTimeOffset? MadeAt, IReadOnlyList<PackageItem> Items, IReadOnlyList<string> Notes);

/// <param name="Version">A version, or a range where only a wish is known; empty when nothing is.</param>
/// <param name="IsDirect">Null when the document does not say.</param>
/// <param name="Parent">Index of the item that asks for it on the shortest way from the service; -1 for none.</param>
public sealed record PackageItem(string Ecosystem, string Name, string Version, bool? IsDirect, bool IsDevelopment, int Parent);

/// <summary>Reads what is uploaded. Outside input: nothing it holds is trusted, and what is malformed is refused with its place.</summary>
public interface ISbomReader
{
    /// <returns>The document, or a failure that names the line and column or the JSON path, and what to do.</returns>
    Common.Result<PackageDocument> Read(ReadOnlyMemory<byte> content);
}
