using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Signals;

/// <summary>Alerts about services: those that fire, then those of the last 30 days.</summary>
/// <param name="Service">Full ref, or null for all.</param>
/// <param name="State">firing, resolved, unrouted; null for all.</param>
public sealed record ListSignals(string? Service = null, string? State = null, int Limit = 200) : IQuery<SignalList>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Firing">How many fire, whatever the filter.</param>
/// <param name="Unrouted">How many fire and nobody was told.</param>
/// <param name="Total">How many match.</param>
public sealed record SignalList(IReadOnlyList<ServiceSignal> Items, int Total, int Firing, int Unrouted);

internal sealed class ListSignalsValidator : AbstractValidator<ListSignals>
{
    public ListSignalsValidator()
    {
        RuleFor(q => q.State).Must(s => s is null or "" or "firing" or "resolved" or "unrouted").WithMessage("One of firing, resolved, unrouted.");
        RuleFor(q => q.Limit).InclusiveBetween(1, 1000).WithMessage("Between 1 and 1000.");
    }
}

internal sealed class ListSignalsHandler(IServiceSignals signals) : IQueryHandler<ListSignals, SignalList>
{
    public Task<Result<SignalList>> Handle(ListSignals request, CancellationToken cancellationToken)
    {
        var all = signals.All;
        var rows = (request.Service is { Length: > 0 } service ? signals.Of(service) : all)
            .Where(s => request.State switch { "firing" => s.IsFiring, "resolved" => !s.IsFiring, "unrouted" => s.IsFiring && s.RoutedTo is null, _ => true })
            .OrderByDescending(s => s.IsFiring).ThenByDescending(s => s.StartsAt).ToList();
        return Task.FromResult<Result<SignalList>>(new SignalList([.. rows.Take(request.Limit)], rows.Count, all.Count(s => s.IsFiring), all.Count(s => s.IsFiring && s.RoutedTo is null)));
    }
}
