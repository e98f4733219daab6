using System.Text.Json.Nodes;
using Portal.Application.Common;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>Puts a template's folder into bytes and makes a folder of them again.</summary>
public interface ITemplateArchive
{
    /// <summary>What can reach a service of the folder as it is on disk now.</summary>
    /// <returns>Null when it has changed since the template was read: its hash is another one.</returns>
    Workspace? Read(ScaffoldTemplate template);

    /// <summary>The template that was kept under a hash, with a folder that its steps can read.</summary>
    Task<Result<ScaffoldTemplate>> OpenAsync(TemplateContent content, CancellationToken ct);

    /// <summary>What can reach a service of a kept version; one that was kept before tests were left out holds more.</summary>
    Workspace Reaching(TemplateContent content);

    /// <summary>Hash of <see cref="Reaching"/>, as <see cref="ScaffoldTemplate.Hash"/> is counted.</summary>
    string ReachingHash(TemplateContent content);

    /// <summary>A YAML text as JSON; null when it is none.</summary>
    JsonNode? ReadYaml(string text);
}
