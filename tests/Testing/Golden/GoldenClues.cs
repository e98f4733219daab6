using System.Text.Json;
using Portal.Application.Catalog;

namespace Portal.Testing.Golden;

/// <summary>A clue with what it must lead to.</summary>
/// <param name="Kind">For the report.</param>
/// <param name="Service">Ref of the entity; null where only the owner is certain.</param>
/// <param name="Owner">Ref of the owner; null where nobody owns it.</param>
public sealed record GoldenClue(string Kind, string Text, string? Service, string? Owner);

/// <summary>Clues of every kind, made from the raw facts of an organisation and not by the resolver's rules; the same for the same seed.</summary>
public sealed class GoldenClues(GoldenOrganisation organisation, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<CatalogEntity> _components = [.. organisation.Current.Entities.Where(e => e.Ref.Kind == "component")];

    private readonly Dictionary<string, int> _shared = organisation.Current.Entities.Where(e => e.Ref.Kind == "component").Select(Slug).OfType<string>().GroupBy(s => s, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    /// <summary>As many as asked, each kind in its turn; kinds that the organisation has nothing of are left out.</summary>
    public IReadOnlyList<GoldenClue> Make(int count)
    {
        List<IEnumerator<GoldenClue>> kinds = [.. Kinds().Select(k => k.GetEnumerator())];
        List<GoldenClue> made = [];
        HashSet<string> texts = new(StringComparer.Ordinal);
        while (made.Count < count && kinds.Count > 0)
        {
            kinds.RemoveAll(kind =>
            {
                if (!kind.MoveNext())
                {
                    return true;
                }

                if (made.Count < count && texts.Add(kind.Current.Text))
                {
                    made.Add(kind.Current);
                }

                return false;
            });
        }

        return made;
    }

    private IEnumerable<IEnumerable<GoldenClue>> Kinds()
    {
        yield return Of("name", e => e.Name);
        yield return Of("ref", e => e.Ref.ToString());
        yield return Of("title", e => e.Title);
        yield return Of("alias", e => e.Annotations.GetValueOrDefault("portal.dev/aliases")?.Split(',')[0]);
        yield return Of("typo", e => e.Name.Length < 8 ? null : Typo(e.Name));
        yield return Of("repository URL", e => OwnSlug(e) is { } s ? $"https://github.com/{s}" : null);
        yield return Of("clone URL, https", e => OwnSlug(e) is { } s ? $"https://github.com/{s}.git" : null);
        yield return Of("clone URL, git@", e => OwnSlug(e) is { } s ? $"git@github.com:{s}.git" : null);
        yield return Of("clone URL, ssh", e => OwnSlug(e) is { } s ? $"ssh://git@github.com/{s}.git" : null);
        yield return Files();
        yield return Pods("image with tag", p => p.Pod.Spec.Containers![0].Image);
        yield return Pods("image with digest", p => p.Pod.Status.ContainerStatuses is [{ ImageId: { Length: > 0 } id }, ..] && id.Contains("@sha256:", StringComparison.Ordinal) ? id.Replace("docker-pullable://", "", StringComparison.Ordinal) : null);
        yield return Pods("pod", p => p.Pod.Metadata.Name);
        yield return organisation.Ended.OrderBy(_ => _random.Next()).Select(e => Clue("pod that is gone", e.Pod, e.Component));
        yield return Pods("pod IP", p => p.Pod.Status.PodIp);
        yield return organisation.Services.OrderBy(_ => _random.Next()).Where(s => s.Service.Spec.ClusterIp is not (null or "None")).Select(s => Clue("service IP", s.Service.Spec.ClusterIp!, s.Component));
        yield return organisation.Services.OrderBy(_ => _random.Next()).Select(s => Clue("service DNS name", $"http://{s.Service.Metadata.Name}.{s.Service.Metadata.Namespace}.svc.cluster.local:8080/ready", s.Component));
        yield return organisation.Nodes.OrderBy(_ => _random.Next()).Select(n => Clue("node IP", n.Address, n.Entity));
        yield return organisation.Hosts.OrderBy(_ => _random.Next()).Where(h => h.Path == "/").Select(h => Clue("host", h.Host, h.Component));
        yield return organisation.Hosts.OrderBy(_ => _random.Next()).Select(h => Clue("host and path", $"https://{h.Host}{h.Path.TrimEnd('/')}/some/page?x=1", h.Component));
        yield return Namespaces();
        yield return Pods("label", p => p.Pod.Metadata.Labels?.GetValueOrDefault("app.kubernetes.io/name") is { } l ? $"app.kubernetes.io/name={l}" : null);
        yield return Traces();
        yield return ApiPaths();
        yield return Topics();
        yield return Of("dashboard", e => e.Annotations.GetValueOrDefault("portal.dev/dashboard") is { } d ? d + "?from=now-1h&orgId=1" : null);
        yield return Of("runbook", e => e.Annotations.GetValueOrDefault("portal.dev/runbook"));
        yield return Chats();
        yield return Pods("Alertmanager", Alertmanager);
        yield return Of("Grafana", Grafana);
        yield return Of("PagerDuty", PagerDuty);
        yield return Pods("log line", p => $"2026-11-12T03:07:00.123Z ERROR [{p.Pod.Metadata.Namespace}] {p.Pod.Metadata.Name} retry 3 of 5: connection to 203.0.113.9:443 timed out after 30000 ms");
    }

    private GoldenClue Clue(string kind, string text, string service) => new(kind, text, service, OwnerOf(service));

    private string? OwnerOf(string service) => organisation.Current.Find(EntityRef.Parse(service)) is { } entity ? entity.Owner?.ToString() : null;

    private IEnumerable<GoldenClue> Of(string kind, Func<CatalogEntity, string?> text)
        => _components.OrderBy(_ => _random.Next()).ToList().Select(e => (Entity: e, Text: text(e))).Where(e => e.Text is { Length: > 0 }).Select(e => Clue(kind, e.Text!, e.Entity.Ref.ToString()));

    private IEnumerable<GoldenClue> Pods(string kind, Func<(Application.Deployments.ObservedPod Pod, string Cluster, string Service), string?> text)
        => organisation.Pods.OrderBy(_ => _random.Next()).ToList().Select(p => (Pod: p, Text: text(p))).Where(p => p.Text is { Length: > 0 }).Select(p => Clue(kind, p.Text!, p.Pod.Service));

    private IEnumerable<GoldenClue> Files()
    {
        string[] files = ["src/deep/program.cs", "docs/guide.md", "db/schema.sql", "vendor/lib.c"];
        foreach (var (read, n) in organisation.CodeOwners.All.OrderBy(r => r.Repository, StringComparer.Ordinal).OrderBy(_ => _random.Next()).Select((r, n) => (r, n)))
        {
            var file = files[n % files.Length];
            var service = _components.Find(e => $"github.com/{Slug(e)}" == read.Repository)!.Ref.ToString();
            var rules = read.Owners!.Rules;
            var owner = n % files.Length == 3 ? null : $"group:default/{rules[n % files.Length].Owners[0].Split('/')[1]}";
            yield return new("file, by CODEOWNERS", n % 2 == 0 ? $"https://{read.Repository}/blob/main/{file}#L10" : $"{read.Repository["github.com/".Length..]}/{file}", service, owner);
        }
    }

    // Whose services share a namespace is certain only where it is one team.
    private IEnumerable<GoldenClue> Namespaces()
        => organisation.Pods.GroupBy(p => p.Pod.Metadata.Namespace).Where(g => g.Select(p => OwnerOf(p.Service)).Distinct().Count() == 1).OrderBy(_ => _random.Next())
            .Select(g => new GoldenClue("namespace", $"namespace/{g.Key}", null, OwnerOf(g.First().Service)));

    private IEnumerable<GoldenClue> Traces()
    {
        foreach (var entity in _components.OrderBy(_ => _random.Next()).ToList())
        {
            foreach (var package in entity.Annotations.GetValueOrDefault("portal.dev/packages")?.Split(',', StringSplitOptions.TrimEntries) ?? [])
            {
                var text = package switch
                {
                    ['@', ..] => $"Error: no such order\n    at charge (/usr/src/app/node_modules/{package}/dist/index.js:10:15)\n    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
                    _ when package.Contains('_', StringComparison.Ordinal) => $"Traceback (most recent call last):\n  File \"/app/{package}/jobs/main.py\", line 3, in run\n    x()\n  File \"/usr/lib/python3.12/site-packages/requests/api.py\", line 59, in get\nValueError: x",
                    _ when char.IsUpper(package[0]) => $"System.TimeoutException: too slow\n   at System.Net.Http.HttpClient.SendAsync(HttpRequestMessage r)\n   at {package}.Jobs.Runner.<Run>d__3.MoveNext() in /src/Runner.cs:line 9",
                    _ => $"java.lang.IllegalStateException: no\n\tat org.springframework.util.Assert.state(Assert.java:76)\n\tat {package}.web.Controller.get(Controller.java:41)\n\tat java.base/java.lang.Thread.run(Thread.java:840)",
                };
                yield return Clue("stack trace", text, entity.Ref.ToString());
            }

            if (OwnSlug(entity) is { } slug)
            {
                yield return Clue("stack trace", $"panic: nil map\n\ngoroutine 1 [running]:\ngithub.com/{slug}/internal/router.(*Router).ServeHTTP(0xc0001a2000)\n\t/build/internal/router/router.go:55 +0x1b\n", entity.Ref.ToString());
            }
        }
    }

    private IEnumerable<GoldenClue> ApiPaths()
        => Operations("openapi").Select(o => (Api: o.Api, o.Server, Path: string.Join('/', o.Address.Split('/').Select(p => p.StartsWith('{') ? "4711" : p))))
            .GroupBy(o => o.Path).Where(g => g.Select(o => o.Api.Ref).Distinct().Count() == 1).Select(g => g.First())
            .Select((o, n) => Provided("API path", n % 2 == 0 ? o.Path : $"{o.Server}{o.Path}", o.Api)).OfType<GoldenClue>();

    private IEnumerable<GoldenClue> Topics()
        => Operations("asyncapi").Where(o => !o.Address.Contains('{', StringComparison.Ordinal) && !organisation.Current.Entities.Any(e => e.Ref.Name == o.Address)).GroupBy(o => o.Address).Where(g => g.Select(o => o.Api.Ref).Distinct().Count() == 1).Select(g => Provided("topic", g.Key, g.First().Api)).OfType<GoldenClue>()
            .Concat(organisation.Current.Entities.Where(e => e.Ref.Kind == "resource" && e.Type is "topic" or "queue").Select(e => Clue("topic", e.Name, e.Ref.ToString())));

    private IEnumerable<(CatalogEntity Api, string Server, string Address)> Operations(string type)
    {
        var reader = new Infrastructure.Descriptors.YamlDescriptorReader();
        foreach (var api in organisation.Current.Entities.Where(e => e.Ref.Kind == "api" && e.Type == type))
        {
            if (api.Spec.TryGetProperty("definition", out var definition) && definition.ValueKind == JsonValueKind.String && reader.Read(definition.GetString()!, "") is [{ Root: { } root }, ..])
            {
                var server = root["servers"] is { Kind: NodeKind.List } servers && servers.Items is [var first, ..] ? first["url"]?.Text ?? "" : "";
                foreach (var path in root[type == "openapi" ? "paths" : "channels"]?.Fields ?? [])
                {
                    yield return (api, server, path.Name);
                }
            }
        }
    }

    private GoldenClue? Provided(string kind, string text, CatalogEntity api)
        => organisation.Current.Related(api.Ref, RelationTypes.ApiProvidedBy).ToList() is [var provider] ? Clue(kind, text, provider.ToString()) : null;

    private IEnumerable<GoldenClue> Chats()
        => organisation.Current.Entities.Where(e => e.Ref.Kind == "group" && e.Annotations.ContainsKey("portal.dev/chat")).OrderBy(_ => _random.Next()).Select(g => new GoldenClue("chat", g.Annotations["portal.dev/chat"], null, g.Ref.ToString()));

    private static string Alertmanager((Application.Deployments.ObservedPod Pod, string Cluster, string Service) p)
        => JsonSerializer.Serialize(new
        {
            version = "4",
            status = "firing",
            receiver = "portal",
            commonLabels = new { alertname = "KubePodCrashLooping", cluster = p.Cluster, @namespace = p.Pod.Metadata.Namespace, severity = "critical", job = "kube-state-metrics" },
            externalURL = "http://alertmanager.monitoring:9093",
            alerts = new[] { new { status = "firing", labels = new { pod = p.Pod.Metadata.Name, container = p.Pod.Spec.Containers![0].Name, @namespace = p.Pod.Metadata.Namespace }, annotations = new { summary = "Pod is crash looping." }, generatorURL = "http://prometheus.monitoring:9090/graph" } },
        });

    private static string? Grafana(CatalogEntity e)
        => e.Annotations.GetValueOrDefault("portal.dev/dashboard") is not { } dashboard ? null : JsonSerializer.Serialize(new
        {
            receiver = "portal",
            status = "firing",
            orgId = 1,
            alerts = new[] { new { status = "firing", labels = new { alertname = "Latency", grafana_folder = "Shared" }, dashboardURL = dashboard + "?orgId=1", panelURL = dashboard + "?orgId=1&viewPanel=2", valueString = "[ var='A' value=12 ]" } },
            title = "[FIRING:1] Latency",
            message = "**Firing**\nValue: A=12\n",
        });

    private static string? PagerDuty(CatalogEntity e)
        => e.Annotations.GetValueOrDefault("pagerduty.com/service-id") is not { } id ? null : JsonSerializer.Serialize(new { @event = new { id = "01BBYA", event_type = "incident.triggered", data = new { id = "PGR0VU2", type = "incident", title = "Errors", service = new { id, summary = "A service", type = "service_reference" } } } });

    private static string? Slug(CatalogEntity e) => e.Annotations.GetValueOrDefault("github.com/project-slug");

    // Of a repository that several components share, nothing but a path tells which is meant.
    private string? OwnSlug(CatalogEntity e) => Slug(e) is { } slug && _shared[slug] == 1 ? slug : null;

    private string Typo(string name)
    {
        var at = _random.Next(1, name.Length - 2);
        return _random.Next(3) switch
        {
            0 => name[..at] + name[(at + 1)..],
            1 => name[..at] + name[at] + name[at..],
            _ => name[at] == name[at + 1] ? name[..at] + name[(at + 1)..] : name[..at] + name[at + 1] + name[at] + name[(at + 2)..],
        };
    }
}
