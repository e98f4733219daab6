namespace Portal.Application.OnCall;

/// <summary>Why somebody is on call in a stretch of time.</summary>
public enum SliceCause
{
    /// <summary>Nobody is.</summary>
    Gap,
    Turn,
    Override,
    Swap,
}

/// <summary>A stretch of time with one person on call, or with nobody. The end is exclusive; moments are UTC.</summary>
/// <param name="Person">Full ref of a user; null in a gap.</param>
/// <param name="Layer">The layer whose turn it is, or would be.</param>
/// <param name="Note">Reason of the override, or whose turn was taken.</param>
public sealed record RotaSlice(DateTimeOffset From, DateTimeOffset Until, string? Person, string? Layer, SliceCause Cause, string? Note = null);

/// <summary>The final schedule: layers one over the other, then swaps, then overrides.</summary>
public static class RotaSchedule
{
    /// <returns>Slices that fill the stretch without a break, gaps among them; neighbours differ.</returns>
    public static IReadOnlyList<RotaSlice> Slices(
        RotaDefinition rota, IEnumerable<RotaOverride> overrides, IEnumerable<RotaSwap> swaps, DateTimeOffset from, DateTimeOffset until)
    {
        if (from >= until)
        {
            return [];
        }

        List<RotaSlice> slices = [new(from, until, null, null, SliceCause.Gap)];
        foreach (var layer in rota.Layers)
        {
            slices = Over(slices, LayerTurns.Between(layer, rota.Zone, from, until).Select(t => new RotaSlice(t.From, t.Until, t.Person, layer.Name, SliceCause.Turn)), _ => true);
        }

        foreach (var swap in swaps.Where(s => s.State == SwapState.Accepted && s.From < until && s.Until > from).OrderBy(s => s.DecidedAt))
        {
            slices = Over(slices, [new(swap.From, swap.Until, swap.Taker, null, SliceCause.Swap, swap.Giver)], under => string.Equals(under.Person, swap.Giver, StringComparison.OrdinalIgnoreCase));
        }

        foreach (var stand in overrides.Where(o => o.From < until && o.Until > from).OrderBy(o => o.CreatedAt).ThenBy(o => o.Id))
        {
            slices = Over(slices, [new(stand.From, stand.Until, stand.Person, null, SliceCause.Override, stand.Reason)], _ => true);
        }

        return Joined(slices);
    }

    /// <summary>Lays ordered slices over those that fill the stretch, where the one below may be covered.</summary>
    private static List<RotaSlice> Over(List<RotaSlice> below, IEnumerable<RotaSlice> above, Func<RotaSlice, bool> mayCover)
    {
        List<RotaSlice> result = new(below.Count + 8);
        var index = 0;
        var rest = below[0];
        foreach (var top in above)
        {
            while (rest.Until <= top.From && Advance(result, rest, below, ref index) is { } next)
            {
                rest = next;
            }

            if (rest.From < top.From && rest.Until > top.From)
            {
                result.Add(rest with { Until = top.From });
                rest = rest with { From = top.From };
            }

            while (rest.From < top.Until)
            {
                var end = rest.Until < top.Until ? rest.Until : top.Until;
                result.Add(mayCover(rest) ? top with { From = rest.From, Until = end, Layer = top.Layer ?? rest.Layer } : rest with { Until = end });
                if (end < rest.Until)
                {
                    rest = rest with { From = end };
                    break;
                }

                if (++index >= below.Count)
                {
                    return result;
                }

                rest = below[index];
            }
        }

        result.Add(rest);
        result.AddRange(below.Skip(index + 1));
        return result;
    }

    private static RotaSlice? Advance(List<RotaSlice> result, RotaSlice rest, List<RotaSlice> below, ref int index)
    {
        if (index + 1 >= below.Count)
        {
            return null;
        }

        result.Add(rest);
        return below[++index];
    }

    private static List<RotaSlice> Joined(List<RotaSlice> slices)
    {
        List<RotaSlice> joined = [];
        foreach (var slice in slices)
        {
            if (joined.Count > 0 && joined[^1] is var last && last.Person == slice.Person && last.Layer == slice.Layer && last.Cause == slice.Cause && last.Note == slice.Note)
            {
                joined[^1] = last with { Until = slice.Until };
            }
            else
            {
                joined.Add(slice);
            }
        }

        return joined;
    }
}
