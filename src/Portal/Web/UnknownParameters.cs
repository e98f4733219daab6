using System.Collections.Frozen;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Portal.Application.Common;

namespace Portal.Web;

/// <summary>A query parameter that an address of the API does not take is refused: a misspelt filter that is ignored answers as if everything had been asked for.</summary>
public sealed class UnknownParameters(IApiDescriptionGroupCollectionProvider descriptions) : IResourceFilter
{
    private FrozenDictionary<string, FrozenSet<string>>? _known;

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var query = context.HttpContext.Request.Query;
        if (query.Count == 0 || Of(context.ActionDescriptor) is not { } known)
        {
            return;
        }

        var wrong = query.Keys.Where(k => !known.Contains(Bare(k))).ToList();
        if (wrong.Count > 0)
        {
            context.Result = new Invalid(wrong.ToDictionary(k => k, k => new[] { Words(k, known) }, StringComparer.Ordinal)).ToProblem();
        }
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }

    /// <returns>Names that the action takes; null for what is no action of the API.</returns>
    public FrozenSet<string>? Of(ActionDescriptor action) => (_known ??= Read()).GetValueOrDefault(action.Id);

    private FrozenDictionary<string, FrozenSet<string>> Read()
        => descriptions.ApiDescriptionGroups.Items.SelectMany(g => g.Items)
            .Where(d => d.RelativePath?.StartsWith("api/", StringComparison.OrdinalIgnoreCase) == true)
            .GroupBy(d => d.ActionDescriptor.Id, StringComparer.Ordinal)
            .ToFrozenDictionary(
                g => g.Key,
                g => g.SelectMany(d => d.ParameterDescriptions).Where(p => p.Source == BindingSource.Query).Select(p => p.Name).Where(n => n.Split('.')[0] is not ("Demand" or "AuditAction" or "AuditSubject")).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
                StringComparer.Ordinal);

    // topic, topic[] and topic[0] are one parameter.
    private static string Bare(string key) => key.IndexOf('[', StringComparison.Ordinal) is > 0 and var at ? key[..at] : key;

    private static string Words(string key, FrozenSet<string> known)
        => known.Count == 0 ? $"There is no parameter '{key}' here: this address takes none. Leave it out."
            : $"There is no parameter '{key}' here. It takes {string.Join(", ", known.Select(n => char.ToLowerInvariant(n[0]) + n[1..]).Order(StringComparer.Ordinal))}.";
}
