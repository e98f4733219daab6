using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Ownership;

/// <summary>A thing the clue may mean, before it is described.</summary>
internal sealed record Hit(EntityRef Subject, double Confidence, IReadOnlyList<string> Evidence);

/// <summary>The rules, strongest first. Each turns a clue into entities with the reason in words.</summary>
internal static class OwnerResolver
{
    private const double ExactName = 1.0;
    private const double LivePod = 0.99;
    private const double Repository = 0.97;
    private const double Image = 0.96;
    private const double Workload = 0.95;
    private const double Link = 0.93;
    private const double GonePod = 0.8;
    private const double WholeNamespace = 0.7;
    private const double SimilarName = 0.4;

    // A word inside a longer text is a weaker clue than the text itself.
    private const double WordInText = 0.85;

    public static IReadOnlyList<Hit> Resolve(CatalogGraph graph, ClueIndex index, IDeploymentPictures pictures, IReadOnlyList<string> clues)
    {
        var hits = new List<Hit>();
        for (var n = 0; n < clues.Count; n++)
        {
            var weight = n == 0 || clues.Count == 2 ? 1.0 : WordInText;
            hits.AddRange(OfClue(graph, index, pictures, clues[n]).Select(h => h with { Confidence = h.Confidence * weight }));
        }

        if (hits.Count == 0 && clues.Count > 0)
        {
            hits.AddRange(SimilarNames(index, clues[0]));
        }

        return [.. hits.GroupBy(h => h.Subject)
            .Select(g => new Hit(g.Key, Together(g), [.. g.OrderByDescending(h => h.Confidence).SelectMany(h => h.Evidence).Distinct(StringComparer.Ordinal).Take(6)]))
            .OrderByDescending(h => h.Confidence).ThenBy(h => h.Subject.Kind == "component" ? 0 : 1).ThenBy(h => h.Subject.ToString(), StringComparer.Ordinal)];
    }

    // Independent clues that point to one thing make it likelier, but never certain.
    private static double Together(IEnumerable<Hit> hits)
    {
        var all = hits.Select(h => h.Confidence).OrderDescending().ToArray();
        return all[0] >= 1 ? 1 : Math.Min(0.99, all[0] + (0.02 * (all.Length - 1)));
    }

    private static IEnumerable<Hit> OfClue(CatalogGraph graph, ClueIndex index, IDeploymentPictures pictures, string clue)
        => ByPod(graph, pictures, clue)
            .Concat(ByName(graph, index, clue))
            .Concat(ByRepository(index, clue))
            .Concat(ByImage(pictures, clue))
            .Concat(ByWorkload(pictures, clue))
            .Concat(ByNamespace(pictures, clue))
            .Concat(ByLink(index, clue));

    private static IEnumerable<Hit> ByName(CatalogGraph graph, ClueIndex index, string clue)
    {
        if (!index.Names.TryGetValue(clue, out var named))
        {
            yield break;
        }

        foreach (var (reference, why) in named)
        {
            // Several kinds may share a name; the component is what people mean, and a user or group least often.
            var confidence = named.Count == 1 || reference.Kind == "component" ? ExactName : reference.Kind is "user" or "group" ? 0.85 : 0.9;
            yield return new(reference, confidence, [$"'{clue}' is {why}"]);
            if (reference.Kind == "api")
            {
                foreach (var provider in graph.Related(reference, RelationTypes.ApiProvidedBy))
                {
                    yield return new(provider, confidence * 0.95, [$"'{clue}' is {why}", $"{provider} provides that API"]);
                }
            }
        }
    }

    private static IEnumerable<Hit> ByPod(CatalogGraph graph, IDeploymentPictures pictures, string clue)
    {
        var name = clue.StartsWith("pod/", StringComparison.Ordinal) ? clue[4..] : clue[(clue.LastIndexOf('/') + 1)..];
        var pods = pictures.PodsNamed(name);
        foreach (var pod in pods)
        {
            var chain = new List<string> { $"pod {pod.Name} runs in {pod.Cluster}, namespace {pod.Namespace}" };
            if (pod.WorkloadName is not null)
            {
                chain.Add($"it belongs to {pod.WorkloadKind} {pod.WorkloadName}");
            }

            if (ServiceOf(pictures, pod, out var why) is { } service && EntityRef.TryParse(service, out var reference))
            {
                chain.Add(why);
                yield return new(reference, LivePod, chain);
            }
        }

        if (pods.Count > 0)
        {
            yield break;
        }

        // A pod that is gone still says whose it was: <deployment>-<template hash>-<suffix>.
        foreach (var workload in GoneOwners(name))
        {
            foreach (var hit in ByWorkload(pictures, workload))
            {
                yield return new(hit.Subject, GonePod, [$"no pod {name} runs now; its name was made by the workload {workload}", .. hit.Evidence]);
            }

            if (graph.Find(new EntityRef("component", EntityRef.DefaultNamespace, workload)) is { } component)
            {
                yield return new(component.Ref, GonePod - 0.05, [$"no pod {name} runs now; its name begins with the name of {component.Ref}"]);
            }
        }
    }

    private static string? ServiceOf(IDeploymentPictures pictures, PodSummary pod, out string why)
    {
        var workload = pictures.Deployments.FirstOrDefault(d => d.Cluster == pod.Cluster && d.Namespace == pod.Namespace && d.Kind == pod.WorkloadKind && d.Name == pod.WorkloadName);
        why = workload?.Match is { } match ? $"{match.Evidence} ties it to {workload.Service}" : $"it is matched to {pod.Service}";
        return workload?.Service ?? pod.Service;
    }

    private static IEnumerable<string> GoneOwners(string pod)
    {
        var parts = pod.Split('-');
        if (parts.Length >= 3 && parts[^1].Length == 5 && parts[^2].Length is >= 6 and <= 10 && parts[^2].Any(char.IsAsciiDigit))
        {
            yield return string.Join('-', parts[..^2]); // Deployment
        }

        if (parts.Length >= 2 && (parts[^1].Length == 5 || parts[^1].All(char.IsAsciiDigit)))
        {
            yield return string.Join('-', parts[..^1]); // DaemonSet, StatefulSet
        }
    }

    private static IEnumerable<Hit> ByRepository(ClueIndex index, string clue)
        => ClueIndex.RepositoryOf(clue) is { } repository && index.Repositories.TryGetValue(repository, out var found)
            ? found.Select(f => new Hit(f.Ref, Repository, [$"{repository} is the repository in {f.Why}"]))
            : [];

    private static IEnumerable<Hit> ByLink(ClueIndex index, string clue)
    {
        for (var address = ClueIndex.AddressOf(clue); address is { Length: > 0 }; address = Parent(address))
        {
            if (index.Urls.TryGetValue(address, out var found))
            {
                return found.Select(f => new Hit(f.Ref, found.Count == 1 ? Link : Link / 2, [$"{address} is {f.Why}"]));
            }
        }

        return [];

        // A page below a known address counts; a bare host does not: too many share one.
        static string? Parent(string address)
            => address.LastIndexOf('/') is var at and > 0 && address.IndexOf('/', StringComparison.Ordinal) < at ? address[..at] : null;
    }

    private static IEnumerable<Hit> ByImage(IDeploymentPictures pictures, string clue)
    {
        var wanted = Repo(clue);
        if (!wanted.Contains('/', StringComparison.Ordinal))
        {
            yield break;
        }

        foreach (var group in pictures.Deployments.Where(d => d.Service is not null && Same(Repo(d.Image), wanted)).GroupBy(d => d.Service, StringComparer.Ordinal))
        {
            var exact = group.FirstOrDefault(d => d.Image == clue) ?? group.First();
            if (EntityRef.TryParse(group.Key, out var reference))
            {
                yield return new(reference, Image,
                    [$"image {Repo(exact.Image)} runs as {exact.Kind} {exact.Name} in {string.Join(", ", group.Select(d => d.Cluster).Distinct(StringComparer.Ordinal))}", $"{exact.Match?.Evidence ?? "its labels"} ties it to {group.Key}"]);
            }
        }

        static bool Same(string image, string wanted)
            => string.Equals(image, wanted, StringComparison.OrdinalIgnoreCase) || image.EndsWith("/" + wanted, StringComparison.OrdinalIgnoreCase);

        static string Repo(string image)
        {
            var at = image.IndexOf('@', StringComparison.Ordinal);
            var text = at < 0 ? image : image[..at];
            var colon = text.LastIndexOf(':');
            return colon > text.LastIndexOf('/') ? text[..colon] : text;
        }
    }

    private static IEnumerable<Hit> ByWorkload(IDeploymentPictures pictures, string clue)
    {
        var name = clue[(clue.LastIndexOf('/') + 1)..];
        foreach (var group in pictures.Deployments.Where(d => d.Service is not null && string.Equals(d.Name, name, StringComparison.OrdinalIgnoreCase)).GroupBy(d => d.Service, StringComparer.Ordinal))
        {
            var first = group.First();
            if (EntityRef.TryParse(group.Key, out var reference))
            {
                yield return new(reference, Workload,
                    [$"{first.Kind} {first.Name} runs in {string.Join(", ", group.Select(d => $"{d.Cluster}/{d.Namespace}").Distinct(StringComparer.Ordinal))}", $"{first.Match?.Evidence ?? "its labels"} ties it to {group.Key}"]);
            }
        }
    }

    private static IEnumerable<Hit> ByNamespace(IDeploymentPictures pictures, string clue)
    {
        var name = clue.StartsWith("namespace/", StringComparison.Ordinal) ? clue[10..] : clue.StartsWith("ns/", StringComparison.Ordinal) ? clue[3..] : clue;
        var services = pictures.Deployments.Where(d => d.Service is not null && string.Equals(d.Namespace, name, StringComparison.OrdinalIgnoreCase))
            .GroupBy(d => d.Service!, StringComparer.Ordinal).ToArray();
        foreach (var service in services)
        {
            if (EntityRef.TryParse(service.Key, out var reference))
            {
                yield return new(reference, services.Length == 1 ? WholeNamespace + 0.15 : WholeNamespace,
                    [$"namespace {name} holds {service.First().Kind} {service.First().Name}" + (services.Length == 1 ? "" : $", one of {services.Length} services there")]);
            }
        }
    }

    private static IEnumerable<Hit> SimilarNames(ClueIndex index, string clue)
    {
        if (clue.Length is < 3 or > 64)
        {
            return [];
        }

        return index.Names.Keys.Where(k => Math.Abs(k.Length - clue.Length) <= 2)
            .Select(k => (Key: k, Distance: Distance(k.ToLowerInvariant(), clue.ToLowerInvariant())))
            .Where(c => c.Distance <= (clue.Length < 6 ? 1 : 2))
            .OrderBy(c => c.Distance)
            .Take(5)
            .SelectMany(c => index.Names[c.Key].Select(n => new Hit(n.Ref, SimilarName / c.Distance, [$"nothing is called '{clue}'; '{c.Key}' is spelled nearly so"])));
    }

    /// <summary>Edits (insert, delete, replace, swap of neighbours) between two short words.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}
