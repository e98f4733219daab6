namespace Portal.Application.Catalog;

/// <summary>The smallest few of many numbers, without sorting the many.</summary>
/// <param name="wanted">How many are kept.</param>
internal sealed class Smallest(int wanted)
{
    // The largest kept comes out first.
    private readonly PriorityQueue<long, long> _kept = new(Comparer<long>.Create(static (left, right) => right.CompareTo(left)));

    public void Offer(long number)
    {
        if (_kept.Count < wanted)
        {
            _kept.Enqueue(number, number);
        }
        else if (number < _kept.Peek())
        {
            _kept.EnqueueDequeue(number, number);
        }
    }

    public long[] Ascending()
    {
        var numbers = _kept.UnorderedItems.Select(i => i.Element).ToArray();
        Array.Sort(numbers);
        return numbers;
    }
}
