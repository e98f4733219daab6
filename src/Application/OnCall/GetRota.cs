using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>One rota as it is written.</summary>
public sealed record GetRota(string Name) : IQuery<RotaView>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class GetRotaHandler(OnCallDirectory directory) : IQueryHandler<GetRota, RotaView>
{
    public Task<Result<RotaView>> Handle(GetRota request, CancellationToken cancellationToken)
        => Task.FromResult<Result<RotaView>>(directory.Now().Find(request.Name) is { } rota ? RotaView.Of(rota) : OnCallErrors.NoRota(request.Name));
}

/// <summary>All rotas, by name.</summary>
public sealed record ListRotas : IQuery<RotaList>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

public sealed record RotaList(IReadOnlyList<RotaView> Items, IReadOnlyList<BrokenRota> Broken, DateTimeOffset? AsOf);

internal sealed class ListRotasHandler(OnCallDirectory directory) : IQueryHandler<ListRotas, RotaList>
{
    public Task<Result<RotaList>> Handle(ListRotas request, CancellationToken cancellationToken)
    {
        var view = directory.Now();
        return Task.FromResult<Result<RotaList>>(new RotaList([.. view.Rotas.Select(RotaView.Of)], view.Broken, directory.ReadAt));
    }
}

/// <summary>The final schedule of a rota between two moments.</summary>
/// <param name="From">Now where it is left out.</param>
/// <param name="Until">Four weeks after the beginning where it is left out; at most 366 days after it.</param>
public sealed record GetRotaSchedule(string Name, DateTimeOffset? From = null, DateTimeOffset? Until = null) : IQuery<RotaScheduleAnswer>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

public sealed record RotaScheduleAnswer(string Rota, string TimeZone, DateTimeOffset From, DateTimeOffset Until, IReadOnlyList<RotaSlice> Slices);

internal sealed class GetRotaScheduleHandler(OnCallDirectory directory, TimeProvider clock) : IQueryHandler<GetRotaSchedule, RotaScheduleAnswer>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public Task<Result<RotaScheduleAnswer>> Handle(GetRotaSchedule request, CancellationToken cancellationToken)
    {
        var view = directory.Now();
        if (view.Find(request.Name) is not { } rota)
        {
            return Task.FromResult<Result<RotaScheduleAnswer>>(OnCallErrors.NoRota(request.Name));
        }

        var from = (request.From ?? clock.GetUtcNow()).ToUniversalTime();
        if (from.Year is < 1970 or > 2990)
        {
            return Task.FromResult<Result<RotaScheduleAnswer>>(Invalid.Field("from", "Choose a moment between 1970 and 2990."));
        }

        var until = (request.Until ?? from.AddDays(28)).ToUniversalTime();
        return Task.FromResult<Result<RotaScheduleAnswer>>(until <= from || until - from > Longest ? Invalid.Field("until", "The end is after the beginning and at most 366 days later.")
            : new RotaScheduleAnswer(rota.Name, rota.Rota.Zone.Id, from, until, view.SlicesOf(rota, from, until)));
    }
}
