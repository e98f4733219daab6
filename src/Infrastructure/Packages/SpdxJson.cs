using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>SPDX 2.2 and 2.3 as JSON.</summary>
/// <remarks>Source: spdx.github.io/spdx-spec, version 2.3: clauses 7 (packages), 11 (relationships), annex on JSON.</remarks>
internal static class SpdxJson
{
    public static PackageDocument Read(JsonPlace root)
    {
        var spdx = new SpdxRelations(Spdx.Version(root.Text("spdxVersion")!, "$.spdxVersion"));
        foreach (var id in root.Items("documentDescribes"))
        {
            spdx.Describe(id.AsText());
        }

        foreach (var package in root.Items("packages"))
        {
            if (!package.IsObject)
            {
                throw package.Wrong("an object");
            }

            var purl = package.Items("externalRefs").Where(r => r.IsObject && r.Text("referenceType") == "purl").Select(r => r.Text("referenceLocator")).FirstOrDefault();
            var id = package.Text("SPDXID") ?? throw new MalformedException($"{package.Path}.SPDXID is missing.", "Every package of an SPDX document has one; make the document anew.");
            spdx.Add(new(id, package.Text("name"), package.Text("versionInfo"), purl));
        }

        foreach (var relation in root.Items("relationships"))
        {
            if (relation.Text("spdxElementId") is not { } from || relation.Text("relationshipType") is not { } type || relation.Text("relatedSpdxElement") is not { } to)
            {
                throw new MalformedException($"{relation.Path} lacks spdxElementId, relationshipType or relatedSpdxElement.", "A relationship names two elements and its type.");
            }

            spdx.Relate(from, type, to);
        }

        var tool = root["creationInfo"]?.Items("creators").Select(c => c.AsText()).FirstOrDefault(c => c.StartsWith(Spdx.ToolMark, StringComparison.Ordinal));
        return spdx.Finish("JSON", tool, root["creationInfo"]?.Text("created"));
    }
}
