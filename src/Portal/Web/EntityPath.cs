using Portal.Application.Catalog;

namespace Portal.Web;

/// <summary>Addresses of one entity in the API.</summary>
public static class EntityPath
{
    private const string Entities = "/api/v1/entities/";

    /// <summary>Reads /api/v1/entities/{kind}/{namespace}/{name}{tail}.</summary>
    /// <param name="path">Decoded, as ASP.NET gives it.</param>
    /// <param name="tail">What follows the name, for instance /owners.</param>
    /// <param name="reference">The entity named.</param>
    /// <returns>False: another address, or one that holds an encoded slash.</returns>
    public static bool TryRead(string path, string tail, out EntityRef reference)
    {
        reference = default;
        if (!path.StartsWith(Entities, StringComparison.Ordinal) || !path.EndsWith(tail, StringComparison.Ordinal) || path.Length <= Entities.Length + tail.Length)
        {
            return false;
        }

        var rest = path.AsSpan(Entities.Length, path.Length - Entities.Length - tail.Length);
        Span<Range> parts = stackalloc Range[4];
        if (rest.Split(parts, '/') != 3 || rest.Contains('%') || rest[parts[0]].IsEmpty || rest[parts[1]].IsEmpty || rest[parts[2]].IsEmpty || rest[parts[0]].Contains(':'))
        {
            return false;
        }

        reference = new(rest[parts[0]].ToString(), rest[parts[1]].ToString(), rest[parts[2]].ToString());
        return true;
    }
}
