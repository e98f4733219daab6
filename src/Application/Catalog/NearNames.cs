namespace Portal.Application.Catalog;

/// <summary>Entities that somebody may have meant by a ref that names none.</summary>
internal static class NearNames
{
    private const int MaxSlips = 2;

    /// <summary>The same name under another kind or namespace first, then names with few letters changed, then names that continue it.</summary>
    public static IReadOnlyList<CatalogEntity> Of(EntityRef missing, CatalogGraph graph, int count)
    {
        List<(CatalogEntity Entity, int Cost)> found = [];
        foreach (var entity in graph.Entities)
        {
            if (Cost(entity.Ref, missing) is { } cost)
            {
                found.Add((entity, cost));
            }
        }

        return [.. found.OrderBy(f => f.Cost).ThenBy(f => f.Entity.Ref, Comparer<EntityRef>.Create(EntityRefOrder.Compare)).Take(count).Select(f => f.Entity)];
    }

    private static int? Cost(EntityRef at, EntityRef missing)
    {
        var sameKind = at.Kind == missing.Kind;
        if (at.Name == missing.Name)
        {
            return sameKind ? 0 : 1;
        }

        if (!sameKind)
        {
            return null;
        }

        var slips = missing.Name.Length < 4 ? 1 : MaxSlips;
        if (Slips(at.Name, missing.Name, slips) is { } distance)
        {
            return 1 + distance;
        }

        return missing.Name.Length >= 4 && (at.Name.StartsWith(missing.Name + "-", StringComparison.Ordinal) || missing.Name.StartsWith(at.Name + "-", StringComparison.Ordinal)) ? 5 : null;
    }

    /// <summary>Letters inserted, left out, replaced or swapped with their neighbour; null when there are more than <paramref name="most"/>.</summary>
    internal static int? Slips(string left, string right, int most)
    {
        if (Math.Abs(left.Length - right.Length) > most)
        {
            return null;
        }

        var (before, above, row) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var j = 0; j <= right.Length; j++)
        {
            above[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }

                least = Math.Min(least, row[j]);
            }

            if (least > most)
            {
                return null;
            }

            (before, above, row) = (above, row, before);
        }

        return above[right.Length] <= most ? above[right.Length] : null;
    }
}
