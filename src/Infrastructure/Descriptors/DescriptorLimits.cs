namespace Portal.Infrastructure.Descriptors;

/// <summary>How much of a file is read before it is refused.</summary>
/// <param name="MaxFileBytes">A larger file is refused without being read.</param>
/// <param name="MaxDepth">Levels of nesting.</param>
/// <param name="MaxValues">Values of one document once its aliases are written out.</param>
public sealed record DescriptorLimits(long MaxFileBytes = 5 * 1024 * 1024, int MaxDepth = 100, long MaxValues = 200_000)
{
    public static DescriptorLimits Default { get; } = new();
}
