using NuGet.Versioning;
using Semver;

namespace Portal.Application.Packages;

/// <summary>A version as its ecosystem reads it; comparable with others of the same ecosystem.</summary>
public abstract class ReadVersion
{
    /// <returns>Negative when this one is older, 0 when both are the same release.</returns>
    /// <exception cref="InvalidCastException">The other one is of an ecosystem with another order.</exception>
    public abstract int CompareWith(ReadVersion other);
}

/// <summary>Which of two versions is newer, by the rules of the ecosystem they belong to.</summary>
/// <remarks>
/// NuGet: NuGet.Versioning, the client's own rules. npm, Go, Cargo, Composer: Semantic Versioning 2.0.0, section 11. PyPI: PEP 440. Maven: the POM reference, "Version Order
/// Specification". All others: Debian policy, section 5.6.12, which orders any text of digits and letters.
/// </remarks>
public static class VersionOrder
{
    private const SemVersionStyles Lenient = SemVersionStyles.AllowV | SemVersionStyles.OptionalMinorPatch | SemVersionStyles.AllowLeadingZeros;

    /// <summary>What marks a wish instead of a version: ranges, wildcards, variables that were not filled in.</summary>
    private static readonly System.Buffers.SearchValues<char> Wishes = System.Buffers.SearchValues.Create("[](),*^<>=${}|@\\ ");

    /// <returns>Null when the text is no version there, but for instance a range such as ^1.2.0 or [1.0,2.0): nothing can be said about what is installed.</returns>
    public static ReadVersion? Read(string ecosystem, string text)
    {
        text = text.Trim();
        if (text.Length == 0 || text.Length > PackageVersion.TextMaxLength || text.AsSpan().ContainsAny(Wishes))
        {
            return null;
        }

        return ecosystem switch
        {
            Ecosystems.NuGet => NuGetVersion.TryParse(text, out var version) ? new Of<NuGetVersion>(version, VersionComparer.VersionRelease.Compare) : null,
            Ecosystems.Npm or Ecosystems.Go or "cargo" or "composer" or "pub" or "hex" or "swift" => SemVersion.TryParse(text, Lenient, out var version) ? new Of<SemVersion>(version, SemVersion.ComparePrecedence) : null,
            Ecosystems.PyPi => PythonVersion.TryParse(text) is { } version ? new Of<PythonVersion>(version, PythonVersion.Compare) : null,
            Ecosystems.Maven => MavenVersion.TryParse(text) is { } version ? new Of<MavenVersion>(version, MavenVersion.Compare) : null,
            _ => DebianVersion.TryParse(text) is { } version ? new Of<DebianVersion>(version, DebianVersion.Compare) : null,
        };
    }

    private sealed class Of<T>(T value, Func<T, T, int> compare) : ReadVersion
    {
        private T Value => value;

        public override int CompareWith(ReadVersion other) => compare(value, ((Of<T>)other).Value);
    }
}

/// <summary>Numbers of any length, as digits.</summary>
internal static class Digits
{
    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }
}
