using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Incidents;
using Portal.Application.Signals;
using Portal.Demo;

namespace Portal.Web;

/// <summary>Gives the demo organisation a past: closed incidents with their post-mortems, and the alert that fires. Once per database; what somebody does with them stays.</summary>
internal sealed partial class DemoHistorySource(ICatalogIngest ingest, IPortalDbFactory databases, IncidentBook book, ISignalIntake signals, TimeProvider clock, ILogger<DemoHistorySource> logger) : BackgroundService
{
    private const string Mark = "demo ";

    private static string FilePath => Path.Combine(AppContext.BaseDirectory, "demo", "organisation", "night", "night.yaml");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await ingest.FirstPass.WaitAsync(stoppingToken); // an alert finds its service in the catalog
            await using var db = databases.Create();
            if (await db.Set<IncidentEntry>().AnyAsync(e => e.Key == Mark + "0", stoppingToken))
            {
                return;
            }

            var history = DemoHistory.Parse(await File.ReadAllTextAsync(FilePath, stoppingToken));
            var now = clock.GetUtcNow();
            foreach (var incident in history.Incidents)
            {
                Add(db, incident, now.AddDays(-incident.DaysAgo));
            }

            await db.SaveAsync(stoppingToken);
            await book.ReloadAsync(stoppingToken);
            await signals.TakeAsync("alertmanager", [.. history.Alerts.Select(a => Alert(a, now))], stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
        catch (Exception ex)
        {
            Log.NotMade(logger, ex); // the demo does without
        }
    }

    private static void Add(IPortalDb db, DemoIncident demo, DateTimeOffset start)
    {
        var end = start.AddMinutes(demo.LastedMinutes);
        Incident incident = new()
        {
            Title = demo.Title,
            Severity = demo.Severity,
            Status = IncidentStatus.Resolved,
            StartedAt = start,
            StartedBy = demo.StartedBy,
            ResolvedAt = end,
            ClosedAt = end.AddDays(1),
            Lead = demo.Lead,
            Communications = demo.Communications,
            Codes = string.Join(',', demo.Codes),
            Cause = demo.Cause,
            CauseSubject = demo.CauseSubject,
            Summary = demo.Summary,
            Impact = demo.Impact,
            Services = [.. demo.Services.Select(s => new IncidentService { Service = s })],
        };
        db.Set<Incident>().Add(incident);
        db.Set<IncidentEntry>().AddRange(demo.Timeline.Select((line, n) => new IncidentEntry
        {
            Incident = incident,
            At = start.AddMinutes(line.AfterMinutes),
            Kind = line.Kind,
            Text = line.Text,
            By = line.By,
            Service = line.Service,
            Key = $"{Mark}{n}",
        }));
        db.Set<IncidentAction>().AddRange(demo.Actions.Select(action => new IncidentAction
        {
            Incident = incident,
            Text = action.Text,
            Owner = action.Owner,
            DueOn = DateOnly.FromDateTime(start.UtcDateTime).AddDays(action.DueAfterDays),
            DoneAt = action.DoneAfterDays is { } days ? start.AddDays(days) : null,
            DoneBy = action.DoneBy,
        }));
    }

    private static IncomingAlert Alert(DemoAlert alert, DateTimeOffset now)
        => new($"demo-{alert.Name}", alert.Name, alert.Severity, alert.Summary, now.AddMinutes(-alert.MinutesAgo), null, alert.Runbook,
            new Dictionary<string, string>(alert.Labels, StringComparer.Ordinal) { ["alertname"] = alert.Name, ["severity"] = alert.Severity }, new Dictionary<string, string>(StringComparer.Ordinal) { ["summary"] = alert.Summary });

    private static partial class Log
    {
        [LoggerMessage(6421, LogLevel.Warning, "The demo's incidents and alerts could not be made; the demo does without")]
        public static partial void NotMade(ILogger logger, Exception exception);
    }
}
