using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Ownership;

/// <content>Names, titles, aliases, refs; and what is spelled nearly so.</content>
internal sealed partial class OwnerResolver
{
    private const int NearWords = 6;
    private const int NearNames = 5;

    private static readonly string[] Kinds = ["component", "api", "resource", "system", "domain", "group", "user"];

    private void ByName(string text, double weight)
    {
        Named(text, _ => true, weight);
        if (text.Contains(':', StringComparison.Ordinal) && EntityRef.TryParse(text, out var reference) && graph.Find(reference) is not null)
        {
            Add(reference, ExactName * weight, $"'{text}' is the ref {reference}");
        }
        else if (text.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && text.IndexOf('/', slash + 1) < 0)
        {
            foreach (var kind in Kinds)
            {
                if (new EntityRef(kind, text[..slash], text[(slash + 1)..]) is var named && graph.Find(named) is not null)
                {
                    Add(named, ExactName * weight, $"'{text}' is namespace and name of {named}");
                    break;
                }
            }
        }
    }

    private void Named(string text, Func<Lead, bool> wanted, double weight)
    {
        var named = index.Names[text];
        foreach (var (reference, why) in named.Where(wanted))
        {
            // Several kinds may share a name; the component is what people mean, and a user or group least often.
            var confidence = weight * (named.Count == 1 || reference.Kind == "component" ? ExactName : reference.Kind is "user" or "group" ? 0.85 : 0.9);
            Add(reference, confidence, $"'{text}' is {why} of {reference}");
            if (reference.Kind == "api")
            {
                Providers(reference, confidence * 0.95, $"'{text}' is {why} of {reference}");
            }
        }
    }

    private bool Providers(EntityRef api, double confidence, params IReadOnlyList<string> evidence)
    {
        var any = false;
        foreach (var provider in graph.Related(api, RelationTypes.ApiProvidedBy))
        {
            any = true;
            Add(provider, confidence, [.. evidence, $"{provider} provides {api}"]);
        }

        return any;
    }

    private void ByPager(string text)
    {
        foreach (var (reference, why) in index.Pagers[text])
        {
            Add(reference, 0.98, $"{(why.EndsWith("key", StringComparison.Ordinal) ? "the integration key" : text)} is {why} of {reference}");
        }
    }

    private void ByTopic(string text)
    {
        var found = index.Topics[text];
        foreach (var (reference, _) in found)
        {
            Offered(reference, found.Count == 1 ? 0.95 : 0.6, $"'{text}' is a channel of {reference}");
        }

        if (found.Count == 0 && text.AsSpan().ContainsAny("./"))
        {
            foreach (var (template, _, api) in index.Channels.Find(text.Replace('.', '/'), null))
            {
                Offered(api, 0.85, $"'{text}' fits the channel {template} of {api}");
            }
        }
    }

    /// <summary>Who provides an API answers for it; the API itself comes right behind.</summary>
    private void Offered(EntityRef api, double confidence, string why)
        => Add(api, Providers(api, confidence, why) ? confidence - 0.03 : confidence, why);

    /// <summary>Guesses for what is called nothing.</summary>
    private List<Hit> Near(IReadOnlyList<Clue> clues)
    {
        List<Hit> found = [];
        var asked = 0;
        foreach (var clue in clues.Where(c => c.Form != ClueForm.Frame && c.Key != "label" && c.Text.Length is >= 3 and <= 64).Take(NearWords))
        {
            var isWhole = clue.Form == ClueForm.Whole;
            if (!isWhole && clue.Sort == ClueSort.Any && !clue.Text.Contains('-', StringComparison.Ordinal) && clues.Count > 2)
            {
                continue; // words of a sentence are near many names
            }

            var word = clue.Text[(clue.Text.LastIndexOf('/') + 1)..];
            WrittenOtherwise(word, found);
            foreach (var (name, slips) in index.Spellings.Near(word, word.Length < 6 ? 1 : 2, everywhere: asked++ == 0).Take(NearNames))
            {
                foreach (var lead in index.Names[name])
                {
                    // A component is asked for more often than a person of a similar name.
                    var confidence = (SimilarName / slips) + (lead.Ref.Kind is "component" ? 0.05 : lead.Ref.Kind is "user" ? -0.05 : 0);
                    found.Add(new(lead.Ref, isWhole ? confidence : confidence * WordInText, [$"nothing is called '{word}'; '{name}', {lead.Why} of {lead.Ref}, is spelled nearly so"]));
                }
            }

            Shorter(word, found);
        }

        return found;
    }

    // billing_worker, BillingWorker, "billing worker".
    private void WrittenOtherwise(string word, List<Hit> found)
    {
        var plain = new System.Text.StringBuilder(word.Length + 8);
        for (var i = 0; i < word.Length; i++)
        {
            if (char.IsAsciiLetterUpper(word[i]) && i > 0 && char.IsAsciiLetterLower(word[i - 1]))
            {
                plain.Append('-');
            }

            plain.Append(word[i] is ' ' or '_' or '.' ? '-' : char.ToLowerInvariant(word[i]));
        }

        var other = plain.ToString();
        foreach (var lead in other == word ? [] : index.Names[other])
        {
            found.Add(new(lead.Ref, 0.9, [$"'{word}' is '{other}' written otherwise, {lead.Why} of {lead.Ref}"]));
        }
    }

    // billing-worker-canary, prod-billing-worker.
    private void Shorter(string word, List<Hit> found)
    {
        for (var end = word.LastIndexOf('-'); end > 2; end = word.LastIndexOf('-', end - 1))
        {
            foreach (var lead in index.Names[word[..end]])
            {
                found.Add(new(lead.Ref, 0.35, [$"nothing is called '{word}'; it begins with '{word[..end]}', {lead.Why} of {lead.Ref}"]));
            }
        }

        for (var start = word.IndexOf('-', StringComparison.Ordinal); start >= 0 && word.Length - start > 3; start = word.IndexOf('-', start + 1))
        {
            foreach (var lead in index.Names[word[(start + 1)..]])
            {
                found.Add(new(lead.Ref, 0.33, [$"nothing is called '{word}'; it ends with '{word[(start + 1)..]}', {lead.Why} of {lead.Ref}"]));
            }
        }
    }

    private void Label(string text)
    {
        if (text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
        {
            ByLabel(text[..at].TrimEnd('!'), text[(at + 1)..].TrimStart('=').Trim('"', '\''));
        }
    }

    private void ByLabel(string key, string value)
    {
        AddWorkloads(estate.Structure.Labelled(key, value), 0.95, 0.6, e => [$"{e.Row.Kind} {e.Row.Name} in {e.Row.Cluster}, namespace {e.Row.Namespace}, has the label {key}={value}"]);
        var asked = index.Labels[$"{key}={value}"];
        foreach (var (reference, why) in asked)
        {
            Add(reference, asked.Count == 1 ? 0.93 : 0.6, $"the label {key}={value} is {why} of {reference}");
        }

        if (key is "app.kubernetes.io/name" or "app.kubernetes.io/instance" or "app" or KeptAnnotations.KubernetesId or "k8s-app" or KeptAnnotations.Service)
        {
            ByName(value, 0.9);
        }
    }
}
