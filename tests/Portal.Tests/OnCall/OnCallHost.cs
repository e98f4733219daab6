using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Application.Deliveries;
using Portal.Testing;

namespace Portal.Tests.OnCall;

/// <summary>The portal with a team that has people enough for rotas, and a record of what it tells others.</summary>
public sealed class OnCallHost : PortalHost
{
    private const string More = """
        apiVersion: backstage.io/v1alpha1
        kind: User
        metadata: {name: ann, annotations: {portal.dev/persona: engineer}}
        spec: {profile: {displayName: Ann of Alpha, email: ann@example.test}, memberOf: [alpha]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Group
        metadata: {name: gamma, annotations: {portal.dev/lead: 'user:default/ada'}}
        spec:
          type: team
          children: []
          onCall:
            - name: gamma-hours
              timeZone: UTC
              layers:
                - {name: Hours, people: [ada], turn: weekly, start: '2026-01-05', windows: ['mon 09:00-10:00']}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: orphan-api}
        spec: {type: service, lifecycle: production, owner: nobody-known}
        """;

    public const string Rota = """{"owner":"alpha","rota":{"name":"alpha-primary","timeZone":"Europe/Oslo","layers":[{"name":"Week","people":["ada","ann"],"turn":"weekly","handoverAt":"09:00","handoverOn":"monday","start":"2026-01-05"}],"escalation":[{"afterMinutes":15,"target":"lead"}]}}""";

    public OnCallHost()
    {
        File.WriteAllText(Path.Combine(CatalogFolder, "more.yaml"), More);
        ConfigureServices = services => services.Replace(ServiceDescriptor.Singleton<IOutgoingEvents>(Told));
    }

    public RecordedEvents Told { get; } = new();

    public async Task<HttpClient> ReadyAsync()
    {
        var api = ApiClient();
        await WaitForCatalogAsync(g => g.Find(new("component", "default", "orphan-api")) is not null && g.Find(new("user", "default", "ada")) is not null);
        return api;
    }

    public static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
}

public sealed class RecordedEvents : IOutgoingEvents
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<OutgoingEvent> _events = new();

    public IReadOnlyList<OutgoingEvent> All => [.. _events];

    public Task PublishAsync(OutgoingEvent occurrence, CancellationToken ct)
    {
        _events.Enqueue(occurrence);
        return Task.CompletedTask;
    }
}
