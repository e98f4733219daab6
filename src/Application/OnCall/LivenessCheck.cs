using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deliveries;
using Portal.Application.Deployments;

namespace Portal.Application.OnCall;

/// <summary>Proves that for every service in production somebody can be called, and lists those for whom nobody can.</summary>
public sealed class LivenessCheck(OnCallDirectory directory, IDeploymentPictures pictures, IPortalDbFactory databases, OnCallStore store, IOutgoingEvents events, TimeProvider clock)
{
    private const int Kept = 30;
    private const int MostInEvent = 100;

    private readonly Lock _gate = new();
    private (OnCallView View, long Pictures, DateTimeOffset At, LivenessFindings Findings, int Services)? _last;

    /// <summary>What a check would find now, from memory; made anew once a minute, or when something changed.</summary>
    public LivenessFindings Look() => LookAt().Findings;

    /// <summary>Looks, writes down what was found, and tells of it.</summary>
    public async Task<LivenessReport> RunAsync(string requestedBy, CancellationToken ct)
    {
        var started = clock.GetUtcNow();
        var (findings, services) = LookAt();
        var row = new OnCallCheck { Id = Guid.CreateVersion7(started), StartedAt = started, FinishedAt = clock.GetUtcNow(), RequestedBy = requestedBy, Services = services, FindingsJson = JsonSerializer.Serialize(findings, OnCallJson.Options) };
        await using var db = databases.Create();
        db.Set<OnCallCheck>().Add(row);
        db.Set<OnCallCheck>().RemoveRange(await db.Set<OnCallCheck>().OrderByDescending(c => c.StartedAt).Skip(Kept - 1).ToListAsync(ct));
        await db.SaveAsync(ct);
        await store.ReloadAsync(ct);
        await TellAsync(findings, ct);
        return LivenessReport.Of(row);
    }

    private (LivenessFindings Findings, int Services) LookAt()
    {
        var view = directory.Now();
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (_last is { } last && ReferenceEquals(last.View, view) && last.Pictures == pictures.Version && now >= last.At && now - last.At < TimeSpan.FromMinutes(1))
            {
                return (last.Findings, last.Services);
            }

            var (findings, services) = Find(view, now);
            _last = (view, pictures.Version, now, findings, services);
            return (findings, services);
        }
    }

    private (LivenessFindings, int) Find(OnCallView view, DateTimeOffset now)
    {
        var running = pictures.Deployments.Where(d => d.IsDeclared).Select(d => d.Service!).ToHashSet(StringComparer.Ordinal);
        List<UnreachableService> unreachable = [];
        var services = 0;
        foreach (var entity in view.Graph.Entities)
        {
            var reference = entity.Ref.ToString();
            if (entity.Ref.Kind != "component" || !(string.Equals(entity.Lifecycle, "production", StringComparison.OrdinalIgnoreCase) || running.Contains(reference)))
            {
                continue;
            }

            services++;
            var owner = Owners.Of(view.Graph, entity.Ref);
            var answer = view.Of(entity.Ref, owner, now, directory.ReadAt);
            if (answer.Now is null || answer.Now.Contacts.Count == 0)
            {
                unreachable.Add(new(reference, entity.DisplayName, owner?.ToString(), answer.Now is null ? answer.Source : $"{answer.Source}; {OnCallPeople.WhyNot(view.Graph, answer.Now.Person)}"));
            }
        }

        return (new(unreachable, [.. Primary(view).SelectMany(r => view.GapsOf(r, now).Select(g => new RotaGap(r.Name, r.Rota.Owner, g.From, g.To)))]), services);
    }

    // A second rota of a team may be meant for working hours only; the one that is asked first must have nobody missing.
    private static IEnumerable<RotaEntry> Primary(OnCallView view)
        => view.Rotas.Select(r => r.Rota.Owner).Distinct(StringComparer.Ordinal).Select(o => EntityRef.TryParse(o, out var owner) ? view.FirstOf(owner) : null).OfType<RotaEntry>().DistinctBy(r => r.Name);

    private async Task TellAsync(LivenessFindings findings, CancellationToken ct)
    {
        if (findings.Unreachable.Count > 0)
        {
            await events.PublishAsync(
                new(OutgoingEventTypes.OnCallUnreachable, null, findings.Unreachable.Count == 1 ? $"Nobody can be called for {findings.Unreachable[0].Name}" : $"Nobody can be called for {findings.Unreachable.Count} services",
                    new JsonObject { ["services"] = JsonSerializer.SerializeToNode(findings.Unreachable.Take(MostInEvent), OnCallJson.Options), ["total"] = findings.Unreachable.Count })
                { Path = "/oncall#unreachable" }, ct);
        }

        foreach (var rota in findings.Gaps.GroupBy(g => (g.Rota, g.Owner)))
        {
            var lead = EntityRef.TryParse(rota.Key.Owner, out var owner) ? OnCallPeople.LeadOf(directory.Now().Graph, directory.Now().Graph.Find(owner)) : null;
            await events.PublishAsync(
                new(OutgoingEventTypes.OnCallGap, rota.Key.Owner, $"Rota {rota.Key.Rota} has nobody on call {(rota.Count() == 1 ? "once" : $"{rota.Count()} times")} in the next four weeks",
                    new JsonObject { ["rota"] = rota.Key.Rota, ["gaps"] = JsonSerializer.SerializeToNode(rota.Take(MostInEvent).Select(g => new OnCallGap(g.From, g.Until)), OnCallJson.Options) })
                { Path = OnCallPaths.Of(rota.Key.Owner), People = lead is null ? [] : [lead.Ref.ToString()] }, ct);
        }
    }
}

/// <summary>Pages of on-call.</summary>
public static class OnCallPaths
{
    /// <summary>Of a team: /oncall/{namespace}/{name}; of a service: /oncall/component/{namespace}/{name}.</summary>
    public static string Of(string owner) => !EntityRef.TryParse(owner, out var reference) ? "/oncall"
        : $"/oncall/{(reference.Kind == "group" ? "" : reference.Kind + "/")}{Uri.EscapeDataString(reference.Namespace)}/{Uri.EscapeDataString(reference.Name)}";
}
