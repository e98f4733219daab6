namespace Portal.Application.Packages;

/// <summary>A set as the API answers it.</summary>
/// <param name="SubjectVersion">The version of the service that it describes, where the document says so.</param>
/// <param name="Packages">How many.</param>
/// <param name="AsOf">How old what it says is.</param>
/// <param name="ReadAt">When it was uploaded or read.</param>
/// <param name="Notes">What could not be read or is not known.</param>
public sealed record PackageSetView(long Id, string Service, string Source, string Format, string? Tool, string? SubjectVersion, int Packages, DateTimeOffset AsOf, DateTimeOffset ReadAt, string By, string? Commit, IReadOnlyList<string> Notes)
{
    internal static PackageSetView Of(PackageSet set)
        => new(set.Id, set.Entity, set.Source, set.Format, set.Tool, set.SubjectVersion, set.Packages, set.AsOf, set.ReadAt, set.By, set.Commit, set.Notes?.Split('\n') ?? []);
}
